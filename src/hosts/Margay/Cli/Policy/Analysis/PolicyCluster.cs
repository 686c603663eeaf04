using System.CommandLine;
using Margay.Host.Cli.Manifests;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Policy.Analysis;

/// <summary>The clusters that a question is about: manifests, the live one, or manifests on top of it.</summary>
internal static class PolicyCluster
{
    /// <summary>What stands for the cluster that the kubeconfig names.</summary>
    public const string Live = "live";

    /// <summary>The cluster of <c>-f</c>; without <c>-f</c> the live one.</summary>
    public static async Task<ClusterState> ReadAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(ManifestOptions.Files) is not { Length: > 0 }) return await ReadLiveAsync(parsed, cancel);
        var manifests = await ManifestOptions.ReadAsync(parsed, NamespaceOf(parsed), cancel);
        return Offline(parsed, manifests);
    }

    /// <summary>The cluster of a file or directory, or the live one for <see cref="Live"/>.</summary>
    public static async Task<ClusterState> ReadAsync(ParseResult parsed, string path, CancellationToken cancel)
    {
        if (path == Live && !Path.Exists(path)) return await ReadLiveAsync(parsed, cancel);
        return await ReadAsync(parsed, [path], cancel);
    }

    /// <summary>The cluster of files and directories.</summary>
    public static async Task<ClusterState> ReadAsync(ParseResult parsed, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var texts = await ManifestFiles.ReadAsync(paths, parsed.GetValue(ManifestOptions.Recursive), cancel);
        return Offline(parsed, ManifestSet.Check(texts, NamespaceOf(parsed), null));
    }

    /// <summary>The cluster that the kubeconfig names.</summary>
    public static async Task<ClusterState> ReadLiveAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        return await ClusterReading.ReadAsync(connection.Api, cancel);
    }

    /// <summary>A cluster after resources are applied to it.</summary>
    public static ClusterState WithApplied(ClusterState cluster, ClusterState applied)
    {
        var named = applied.Resources.Select(KeyOf).ToHashSet();
        return ClusterState.Of(cluster.Resources.Where(resource => !named.Contains(KeyOf(resource))).Concat(applied.Resources));
    }

    /// <summary>A set of policies without pods, in the place of those of a cluster.</summary>
    public static ClusterState WithPeopleOf(ClusterState policies, ClusterState cluster) => policies with
    {
        Pods = cluster.Pods,
        Namespaces = [.. policies.Namespaces.UnionBy(cluster.Namespaces, ns => ns.Metadata.Name)],
        ServiceAccounts = [.. policies.ServiceAccounts.UnionBy(cluster.ServiceAccounts, account => (account.Metadata.Namespace, account.Metadata.Name))],
        Nodes = cluster.Nodes,
        EndpointSlices = cluster.EndpointSlices,
        HostEndpoints = cluster.HostEndpoints,
        FelixConfigurations = cluster.FelixConfigurations,
    };

    private static (Type, string?, string) KeyOf(Resource resource) =>
        (resource.GetType(), resource.Metadata.Namespace, resource.Metadata.Name);

    private static ClusterState Offline(ParseResult parsed, ManifestSet manifests)
    {
        var cluster = OfflineCluster.Of(manifests.OrThrow("nothing can be said"));
        if (cluster.HasPlaceholders) parsed.InvocationConfiguration.Error.Write(OfflineCluster.PlaceholderNote + "\n");
        return cluster.State;
    }

    private static string NamespaceOf(ParseResult parsed) => parsed.GetValue(GlobalOptions.Namespace) ?? "default";
}
