using System.CommandLine;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;
using Margay.Primitives;

namespace Margay.Host.Cli.Ipam;

/// <summary><c>margay ipam</c>: questions about addresses.</summary>
internal static class IpamCommand
{
    private static readonly Option<IpAddr?> Address = new("--ip")
    {
        Description = "Show who holds this address.",
        HelpName = "ADDRESS",
        CustomParser = result =>
        {
            if (IpAddr.TryParse(result.Tokens[0].Value, out var address)) return address;
            result.AddError($"--ip: '{result.Tokens[0].Value}' is no address");
            return null;
        },
    };

    private static readonly Option<bool> Blocks = new("--blocks") { Description = "Show each block and its node." };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    public static Command Create()
    {
        var show = new Command("show", "Show pools and how full they are.") { Address, Blocks, Format };
        show.SetAction(ShowAsync);
        return new Command("ipam", "Ask who has which addresses.") { show };
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var summary = await IpamReading.SummaryAsync(connection.Api, cancel);
        var screen = Screen.Of(parsed);
        if (parsed.GetValue(Format) is var format and not OutputFormat.Table)
        {
            var json = parsed.GetValue(Address) is { } one ? IpamJson.Of(summary.Find(one)) : IpamJson.Of(summary);
            screen.Out.Write(format == OutputFormat.Json ? JsonText.Write(json) : ManifestWriter.ToYaml(json));
            return ExitCode.Ok;
        }

        if (parsed.GetValue(Address) is { } address)
        {
            screen.Out.Write(IpamText.Address(summary.Find(address)));
            return ExitCode.Ok;
        }

        if (summary.Pools.Count == 0) screen.Error.Write("no ippools found\n");
        else screen.Out.Write(IpamText.Pools(summary, screen.Width));
        if (parsed.GetValue(Blocks)) screen.Out.Write("\n" + IpamText.Blocks(summary, screen.Width));
        return ExitCode.Ok;
    }
}
