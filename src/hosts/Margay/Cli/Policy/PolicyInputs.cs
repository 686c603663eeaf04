using System.CommandLine;
using Margay.Host.Cli.Manifests;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Policy;

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
        return parsed.GetValue(ManifestOptions.Files) is { Length: > 0 } files
            ? (await ReadAsync(parsed, files, cancel), NamespaceOf(parsed))
            : await ReadLiveAsync(parsed, cancel);
    }

    /// <summary>What files and directories describe; what is called <see cref="Live"/> and is no file is the live cluster.</summary>
    public static async Task<PolicyInput> ReadAsync(ParseResult parsed, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        if (paths is [Live] && !Path.Exists(Live)) return (await ReadLiveAsync(parsed, cancel)).Input;
        var texts = await ManifestFiles.ReadAsync(paths, parsed.GetValue(ManifestOptions.Recursive), cancel);
        return PolicyInput.Of(ManifestSet.Check(texts, NamespaceOf(parsed), null).OrThrow("nothing can be said"));
    }

    /// <summary>The clusters that inputs describe. Where addresses had to be made up for one, that is said, once.</summary>
    public static IReadOnlyList<ClusterState> Complete(ParseResult parsed, params IReadOnlyList<PolicyInput> inputs)
    {
        var clusters = inputs.Select(input => input.Complete()).ToList();
        if (clusters.Exists(cluster => cluster.HasPlaceholders))
            parsed.InvocationConfiguration.Error.Write(OfflineCluster.PlaceholderNote + "\n");
        return [.. clusters.Select(cluster => cluster.State)];
    }

    private static async Task<(PolicyInput Input, string Namespace)> ReadLiveAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var cluster = await ClusterReading.ReadAsync(connection.Api, cancel);
        return (new PolicyInput([.. cluster.Resources], [], []), connection.Namespace);
    }

    private static string NamespaceOf(ParseResult parsed) => parsed.GetValue(GlobalOptions.Namespace) ?? "default";
}
