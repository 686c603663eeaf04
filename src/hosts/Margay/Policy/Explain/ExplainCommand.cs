using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Explain;

/// <summary><c>margay policy explain</c>: what becomes of a flow, and which rule decides it.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string[]> Packet = new("packet")
    {
        Description = "A packet in place of --from, --to and --port: a line of a kernel's or a flow log, of tcpdump or conntrack; - reads lines.",
        HelpName = "LINE|-",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> From = new("--from")
    {
        Description = "Who opens the connection.",
        HelpName = "NAMESPACE/POD|[NAMESPACE/]KIND/NAME|NAMESPACE/SELECTOR|ADDRESS",
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "Who is called.",
        HelpName = "NAMESPACE/POD|[NAMESPACE/]KIND/NAME|NAMESPACE/SELECTOR|ADDRESS",
    };

    private static readonly Option<string> Port = new("--port")
    {
        Description = "The port that is called, as in 80/tcp or 53/udp; or icmp, or icmp/TYPE[/CODE].",
        HelpName = "PORT[/PROTOCOL]",
    };

    private static readonly Option<ushort> SourcePort = new("--source-port")
    {
        Description = "The port that the connection comes from, where a rule asks for it.",
        HelpName = "PORT",
        CustomParser = result =>
        {
            if (ushort.TryParse(result.Tokens[0].Value, out var port)) return port;
            result.AddError($"--source-port: '{result.Tokens[0].Value}' is no port; write 1 to 65535");
            return 0;
        },
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
        var command = new Command("explain", "Say whether a connection is allowed, which rule decides, and what would allow it.")
        {
            Packet, From, To, Port, SourcePort, ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, Format, Expect,
        };
        command.Validators.Add(result =>
        {
            Option[] ends = [From, To, Port];
            var missing = ends.Where(option => result.GetResult(option) is null).ToList();
            var given = ends.Length - missing.Count;
            if (result.GetValue(Packet) is { Length: > 0 } && (given > 0 || result.GetResult(SourcePort) is not null))
                result.AddError("a packet says by itself from where to where it goes: leave --from, --to, --port and --source-port out");
            else if (result.GetValue(Packet) is not { Length: > 0 } && given is 1 or 2)
                result.AddError($"{string.Join(" and ", missing.Select(option => option.Name))} {(missing.Count == 1 ? "is" : "are")} missing");
            else if (result.GetValue(Packet) is not { Length: > 0 } && given == 0)
                result.AddError($"which connection? name it with --from, --to and --port, or {PacketLine.Usage}");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var question = parsed.GetValue(Packet) is { Length: > 0 } words
            ? ExplainQuestion.OfPackets(await LinesAsync(words, cancel))
            : ExplainQuestion.OfEnds(
                parsed.GetRequiredValue(From), parsed.GetRequiredValue(To), parsed.GetRequiredValue(Port), parsed.GetValue(SourcePort));
        var (cluster, ns) = await PolicyInputs.ReadClusterAsync(parsed, cancel);
        var flows = question.Flows(cluster, ns);
        var groups = ExplanationGroup.Of(cluster, flows);
        var screen = Screen.Of(parsed);
        foreach (var note in question.Notes.Concat(NotesOn(flows))) screen.Error.Write($"note: {note}\n");
        screen.Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(ExplanationJson.Of(groups)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(ExplanationJson.Of(groups)),
            _ => string.Join("\n", groups.Select(ExplanationText.Render)),
        });
        if (parsed.GetValue(Expect) is not { } expected || groups.All(group => group.Shown.IsAll(expected))) return ExitCode.Ok;
        screen.Complain($"expected {(expected == Verdict.Allow ? "allow" : "deny")}");
        return ExitCode.Error;
    }

    private static IEnumerable<string> NotesOn(IReadOnlyList<Flow> flows) =>
        from name in flows.SelectMany(flow => new[] { flow.Source, flow.Destination }).OfType<FlowEnd.Domain>().Distinct()
        select $"the addresses of {name} are not known here: rules with addresses count for it only where they hold all addresses";

    /// <remarks>A line that the shell took apart is put together again.</remarks>
    private static async Task<IReadOnlyList<string>> LinesAsync(string[] words, CancellationToken cancel)
    {
        if (words is not ["-"]) return [string.Join(' ', words)];
        var lines = (await Console.In.ReadToEndAsync(cancel)).Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        return lines.Count > 0 ? lines : throw new CliException("there is no line on the standard input");
    }

    private static Verdict? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--expect: '{result.Tokens[0].Value}' is neither allow nor deny");
        return null;
    }
}
