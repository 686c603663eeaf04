using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;

namespace Margay.Host.Policy.Analysis;

/// <summary><c>margay policy query</c>: who can reach whom, over all pods, addresses and ports.</summary>
internal static class QueryCommand
{
    private static readonly Argument<string> Target = new("target") { Description = "Whom it is about.", HelpName = EndWords.Usage };

    private static readonly Argument<string> One = new("namespace") { Description = "A namespace.", HelpName = "NAMESPACE" };

    private static readonly Argument<string> Other = new("from") { Description = "Another namespace, or all.", HelpName = "NAMESPACE|all" };

    private static readonly Option<string?> Port = new("--port")
    {
        Description = "Only this port, as in 80/tcp or 53/udp; or icmp. Default: all traffic.",
        HelpName = "PORT[/PROTOCOL]",
    };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    public static Command Create()
    {
        var to = Question("who-can-reach", "Say who may open connections to something.", Target);
        to.SetAction((parsed, cancel) => AskAsync(parsed, new ReachQuestion.WhoCanReach(parsed.GetRequiredValue(Target), parsed.GetValue(Port)), cancel));
        var from = Question("reachable-from", "Say to whom something may open connections.", Target);
        from.SetAction((parsed, cancel) => AskAsync(parsed, new ReachQuestion.ReachableFrom(parsed.GetRequiredValue(Target), parsed.GetValue(Port)), cancel));
        var isolated = Question("isolated", "Say whether two namespaces can open no connection to each other; exit code 1 if they can.", One, Other);
        isolated.SetAction(AskIsolatedAsync);
        return new Command("query", "Ask who can reach whom.") { to, from, isolated };
    }

    private static Command Question(string name, string description, params IEnumerable<Argument> arguments)
    {
        var command = new Command(name, description) { Port, ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, Format };
        foreach (var argument in arguments) command.Arguments.Add(argument);
        return command;
    }

    private static async Task<int> AskAsync(ParseResult parsed, ReachQuestion question, CancellationToken cancel)
    {
        var (cluster, ns) = await PolicyInputs.ReadClusterAsync(parsed, cancel);
        Print(parsed, question.Ask(cluster, ns));
        return ExitCode.Ok;
    }

    private static async Task<int> AskIsolatedAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (cluster, ns) = await PolicyInputs.ReadClusterAsync(parsed, cancel);
        var answer = new ReachQuestion.Isolated(parsed.GetRequiredValue(One), parsed.GetRequiredValue(Other), parsed.GetValue(Port)).Ask(cluster, ns);
        var found = answer.Groups;
        var (open, doubtful) = (found.Count(group => group.Found.StoppedBy is null), found.Count(group => group.Found.StoppedBy is not null));
        if (parsed.GetValue(Format) != OutputFormat.Table) Print(parsed, answer);
        else
        {
            var screen = Screen.Of(parsed);
            screen.Out.Write(open > 0 ? "no, they are not isolated\n\n" : doubtful > 0 ? "unknown\n\n" : "yes, they are isolated\n");
            if (found.Count > 0) Print(parsed, answer);
            if (found.FirstOrDefault(group => group.Found.StoppedBy is null) is { } example) screen.Out.Write($"\nfor example: {example.Found.Witness}\n");
        }

        return found.Count == 0 ? ExitCode.Ok : ExitCode.Error;
    }

    private static void Print(ParseResult parsed, ReachAnswer answer)
    {
        var screen = Screen.Of(parsed);
        screen.Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(ReachJson.Of(answer)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(ReachJson.Of(answer)),
            _ => ReachText.Render(answer.Space, answer.Groups, screen.Width),
        });
    }
}
