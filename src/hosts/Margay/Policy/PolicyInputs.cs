using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Model.Manifests;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy;

/// <summary>Reads the cluster that a question about policy is put to.</summary>
internal static class PolicyInputs
{
    /// <summary>What stands for the cluster that the kubeconfig names.</summary>
    public const string Live = "live";

    /// <summary>The cluster of <c>-f</c>, or without it the live one; and the namespace of names that carry none.</summary>
    public static async Task<(ClusterState Cluster, string Namespace)> ReadClusterAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (input, ns) = await ReadAsync(parsed, cancel);
        return (Complete(parsed, input)[0], ns);
    }

    /// <summary>As <see cref="ReadClusterAsync"/>, to be put together with others.</summary>
    public static async Task<(PolicyInput Input, string Namespace)> ReadAsync(ParseResult parsed, CancellationToken cancel)
    {
        return ManifestOptions.AreGiven(parsed)
            ? (Of(parsed, await ManifestOptions.ReadTextsAsync(parsed, cancel)), NamespaceOf(parsed))
            : await ReadLiveAsync(parsed, cancel);
    }

    /// <summary>What files and directories describe; what is called <see cref="Live"/> and is no file is the live cluster.</summary>
    public static async Task<PolicyInput> ReadAsync(ParseResult parsed, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        if (paths is [Live] && !Path.Exists(Live)) return (await ReadLiveAsync(parsed, cancel)).Input;
        return Of(parsed, await ManifestFiles.ReadAsync(paths, parsed.GetValue(ManifestOptions.Recursive), cancel));
    }

    /// <summary>Makes sure that there is a pod by which a change of policy can be judged.</summary>
    /// <exception cref="CliException">There is none, so that nothing could be found.</exception>
    public static void RequirePods(ClusterState cluster)
    {
        if (cluster.Pods.Count == 0)
            throw new CliException("there is no pod to judge by, so nothing can be said: name manifests with pods or workloads too, or ask the live cluster");
    }

    /// <summary>The clusters that inputs describe. Where addresses had to be made up for one, that is said, once.</summary>
    public static IReadOnlyList<ClusterState> Complete(ParseResult parsed, params IReadOnlyList<PolicyInput> inputs)
    {
        var clusters = inputs.Select(input => input.Complete()).ToList();
        if (clusters.Exists(cluster => cluster.HasPlaceholders)) Note(parsed, OfflineCluster.PlaceholderNote);
        return [.. clusters.Select(cluster => cluster.State)];
    }

    private static async Task<(PolicyInput Input, string Namespace)> ReadLiveAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var cluster = await ClusterReading.ReadAsync(connection.Api, cancel);
        return (new PolicyInput([.. cluster.Resources], [], []), connection.Namespace);
    }

    private static PolicyInput Of(ParseResult parsed, IReadOnlyList<ManifestText> texts)
    {
        var leftOut = new SortedSet<string>(StringComparer.Ordinal);
        var manifests = ManifestSet.Check(texts, NamespaceOf(parsed), null, document => PodsOrNothing(document, leftOut)).OrThrow("nothing can be said");
        if (leftOut.Count > 0) Note(parsed, $"policy does not depend on {string.Join(", ", leftOut)}: left out");
        return PolicyInput.Of(manifests);
    }

    private static ManifestDocument? PodsOrNothing(ManifestDocument document, SortedSet<string> leftOut)
    {
        if (WorkloadPod.Of(document) is { } pod) return pod;
        leftOut.Add(document.Json["kind"]!.ToString());
        return null;
    }

    private static void Note(ParseResult parsed, string note) => parsed.InvocationConfiguration.Error.Write($"note: {note}\n");

    private static string NamespaceOf(ParseResult parsed) => parsed.GetValue(GlobalOptions.Namespace) ?? "default";
}
