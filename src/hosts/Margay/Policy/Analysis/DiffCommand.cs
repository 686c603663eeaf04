using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;
using Margay.Policy.Analysis;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Analysis;

/// <summary><c>margay policy diff</c>: the connections that a change of policy adds and removes.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string[]> Sides = new("before-after")
    {
        Description = "Files or directories of manifests; 'live' is the cluster. With -f instead of AFTER: BEFORE, or the cluster, with -f applied.",
        HelpName = "BEFORE AFTER",
        Arity = new ArgumentArity(0, 2),
    };

    private static readonly Option<FailOn> Fails = Choice.Option<FailOn>("What ends with exit code 1; any change if nothing is said.", "--fail-on");

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    private static readonly Option<bool> Connections = new("--live")
    {
        Description = "Say also which connections that are open now the change would deny, and whether they are cut.",
    };

    private static readonly Option<bool> Staged = new("--staged")
    {
        Description = "Compare with what would be if staged policies were enforced, those of -f or of the cluster.",
    };

    private enum FailOn
    {
        Any,
        Added,
        Removed,
        Never,
    }

    public static Command Create()
    {
        var command = new Command("diff", "Say which connections a change of policy adds and removes, and which rules decide.")
        {
            Sides, ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, Staged, Connections, Fails, Format,
        };
        command.Validators.Add(result =>
        {
            var sides = result.GetValue(Sides) ?? [];
            if (result.GetValue(Staged))
            {
                if (sides.Length > 0) result.AddError("--staged compares a cluster with itself: name it with -f, or leave it out for the live one");
                return;
            }

            if (ManifestOptions.AreGiven(result) ? sides.Length == 2 : sides.Length != 2)
                result.AddError("compare what? give BEFORE and AFTER, or with -f what is to be applied to BEFORE or to the cluster");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (before, after) = await ReadAsync(parsed, cancel);
        PolicyInputs.RequirePods(after.Pods.Count > 0 ? after : before);
        var difference = PolicyDifference.Between(before, after);
        var connections = parsed.GetValue(Connections) ? await ReadConnectionsAsync(parsed, before, after, cancel) : null;
        Screen.Of(parsed).Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(Json(difference, connections)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(Json(difference, connections)),
            _ => connections is null ? DifferenceText.Render(difference) : $"{DifferenceText.Render(difference)}\n{connections.Render()}",
        });
        var fails = parsed.GetValue(Fails) switch
        {
            FailOn.Any => difference.Changes.Count > 0,
            FailOn.Added => difference.Changes.Any(change => change.Opens),
            FailOn.Removed => difference.Changes.Any(change => !change.Opens),
            _ => false,
        };
        return fails ? ExitCode.Error : ExitCode.Ok;
    }

    private static async Task<OpenConnectionReport> ReadConnectionsAsync(
        ParseResult parsed, ClusterState before, ClusterState after, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        return await OpenConnectionReport.ReadAsync(connection.Api, before, after, cancel);
    }

    private static JsonObject Json(PolicyDifference difference, OpenConnectionReport? connections)
    {
        var json = DifferenceJson.Of(difference);
        if (connections is not null) json["connections"] = connections.Json();
        return json;
    }

    /// <remarks>Manifests are rarely whole clusters: where one side has no pods, it is about those of the other.</remarks>
    private static async Task<(ClusterState Before, ClusterState After)> ReadAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Staged))
        {
            var (asItIs, _) = await PolicyInputs.ReadClusterAsync(parsed, cancel);
            return (asItIs, StagedPolicies.Enforced(asItIs));
        }

        var sides = parsed.GetValue(Sides) ?? [];
        if (sides is not [var one, var other])
        {
            var cluster = await PolicyInputs.ReadAsync(parsed, [sides.FirstOrDefault(PolicyInputs.Live)], cancel);
            return Complete(parsed, cluster, cluster.With((await PolicyInputs.ReadAsync(parsed, cancel)).Input));
        }

        var (before, after) = (await PolicyInputs.ReadAsync(parsed, [one], cancel), await PolicyInputs.ReadAsync(parsed, [other], cancel));
        return (before.HasPods, after.HasPods) switch
        {
            (false, false) => throw new CliException($"neither {one} nor {other} has a pod: name pods in one of them, or compare with 'live'"),
            (false, true) => Complete(parsed, before.ForPodsOf(after), after),
            (true, false) => Complete(parsed, before, after.ForPodsOf(before)),
            _ => Complete(parsed, before, after),
        };
    }

    private static (ClusterState Before, ClusterState After) Complete(ParseResult parsed, PolicyInput before, PolicyInput after) =>
        PolicyInputs.Complete(parsed, before, after) is [var one, var other] ? (one, other) : throw new UnreachableException();
}
