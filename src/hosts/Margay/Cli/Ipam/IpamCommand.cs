using System.CommandLine;
using Margay.Host.Cli.Output;
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

    public static Command Create()
    {
        var show = new Command("show", "Show pools and how full they are.") { Address, Blocks };
        show.SetAction(ShowAsync);
        return new Command("ipam", "Ask who has which addresses.") { show };
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var summary = await IpamReading.SummaryAsync(connection.Api, cancel);
        var screen = Screen.Of(parsed);
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
