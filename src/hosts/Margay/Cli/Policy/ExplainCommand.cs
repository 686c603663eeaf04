using System.CommandLine;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Policy;

/// <summary><c>margay policy explain</c>: what becomes of a flow, and which rule decides it.</summary>
internal static class ExplainCommand
{
    private static readonly Option<string> From = new("--from")
    {
        Description = "Who opens the connection.",
        HelpName = "NAMESPACE/POD|ADDRESS",
        Required = true,
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "Who is called.",
        HelpName = "NAMESPACE/POD|ADDRESS",
        Required = true,
    };

    private static readonly Option<string> Port = new("--port")
    {
        Description = "The port that is called, as in 80/tcp or 53/udp; or icmp.",
        HelpName = "PORT[/PROTOCOL]",
        Required = true,
    };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    private static readonly Option<Verdict?> Expect = new("--expect")
    {
        Description = "End with exit code 1 unless this is the verdict, in both families.",
        HelpName = "allow|deny",
        CustomParser = result => result.Tokens[0].Value.ToLowerInvariant() switch
        {
            "allow" => Verdict.Allow,
            "deny" => Verdict.Deny,
            _ => Refuse(result),
        },
    };

    public static Command Create()
    {
        var command = new Command("explain", "Say whether a connection is allowed, and which rule decides.")
        {
            From, To, Port, ManifestOptions.Files, ManifestOptions.Recursive, Format, Expect,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (protocol, port) = FlowWords.ParsePort(parsed.GetRequiredValue(Port));
        var (cluster, ns) = await PolicyInputs.ReadClusterAsync(parsed, cancel);
        var flow = new Flow(
            FlowWords.ParseEnd("--from", parsed.GetRequiredValue(From), ns),
            FlowWords.ParseEnd("--to", parsed.GetRequiredValue(To), ns),
            protocol,
            port);
        var explanation = Explanation.Of(cluster, flow);
        var screen = Screen.Of(parsed);
        screen.Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(ExplanationJson.Of(explanation)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(ExplanationJson.Of(explanation)),
            _ => ExplanationText.Render(explanation),
        });
        if (parsed.GetValue(Expect) is not { } expected || explanation.IsAll(expected)) return ExitCode.Ok;
        screen.Complain($"expected {(expected == Verdict.Allow ? "allow" : "deny")}");
        return ExitCode.Error;
    }

    private static Verdict? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--expect: '{result.Tokens[0].Value}' is neither allow nor deny");
        return null;
    }
}
