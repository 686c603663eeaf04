using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Policy.Analysis.Review;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Test;

/// <summary><c>margay policy test</c>: assertions about who can reach whom, for CI; no cluster is needed.</summary>
internal static class TestCommand
{
    private static readonly Argument<string[]> Tests = new("tests")
    {
        Description = $"Files or directories of assertions (kind {AssertionFile.Kind}), or - for the standard input.",
        HelpName = "FILE|DIR|-",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Coverage = new("--coverage")
    {
        Description = "Say which rules no assertion comes to, and which decide none.",
    };

    private static readonly Option<Form> Output = Choice.Option<Form>("How to print.", "--output", "-o");

    private enum Form
    {
        Text,
        Tap,
        Junit,
        Json,
    }

    public static Command Create()
    {
        var command = new Command("test", "Check assertions about policy; exit code 1 if one fails.")
        {
            Tests, ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, Coverage, Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var texts = await ManifestFiles.ReadAsync(parsed.GetRequiredValue(Tests), parsed.GetValue(ManifestOptions.Recursive), cancel);
        var files = texts.Select(AssertionFile.Read).ToList();
        var (results, coverages) = (new List<AssertionResult>(), new List<RuleCoverage>());
        foreach (var group in files.GroupBy(file => string.Join('\n', file.Manifests)))
        {
            var (cluster, ns) = await ReadClusterAsync(parsed, group.First().Manifests, cancel);
            var coverage = new RuleCoverage(cluster);
            coverages.Add(coverage);
            results.AddRange(group.SelectMany(file => file.Assertions).Select(assertion => AssertionResult.Of(assertion, cluster, ns, coverage)));
        }

        var report = new TestReport(results, parsed.GetValue(Coverage) ? [.. coverages.SelectMany(coverage => coverage.Rules)] : null);
        Screen.Of(parsed).Out.Write(parsed.GetValue(Output) switch
        {
            Form.Tap => report.Tap(),
            Form.Junit => report.Junit(),
            Form.Json => JsonText.Write(report.Json()),
            _ => report.Text(),
        });
        return results.TrueForAll(result => result.Holds) ? ExitCode.Ok : ExitCode.Error;
    }

    /// <summary>What <c>-f</c> names; else what the file itself names; else the live cluster.</summary>
    private static async Task<(ClusterState Cluster, string Namespace)> ReadClusterAsync(
        ParseResult parsed, IReadOnlyList<string> named, CancellationToken cancel)
    {
        if (named.Count == 0 || ManifestOptions.AreGiven(parsed)) return await PolicyInputs.ReadClusterAsync(parsed, cancel);
        var input = await PolicyInputs.ReadAsync(parsed, named, cancel);
        return (PolicyInputs.Complete(parsed, input)[0], parsed.GetValue(GlobalOptions.Namespace) ?? "default");
    }
}
