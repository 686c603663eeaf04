using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Graph;
using Margay.Policy.Oracle;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Analysis;

/// <summary>What a whole cluster enforces at its pods, as one node would if it had them all.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Endpoints">Its pods that have an interface of their own and an address.</param>
/// <param name="Policies">The policies that apply to one of them.</param>
/// <param name="Sets">The sets that these name, with all their members.</param>
internal sealed record ClusterIntent(
    ClusterState Cluster,
    IReadOnlyList<WorkloadEndpointIntent> Endpoints,
    IReadOnlyDictionary<PolicyId, PolicyIntent> Policies,
    IReadOnlyList<IpSetDelta> Sets)
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="placed">Names that stand at made-up addresses in it.</param>
    public static ClusterIntent Of(ClusterState cluster, IReadOnlyList<PlacedName> placed)
    {
        var changes = cluster.Resources.Select(ResourceChanges.Upserted).OfType<SnapshotChange>().Concat(
            cluster.Index.Pods.Where(pod => !pod.IsOnHostNetwork()).Select(LocalEndpointOf).OfType<SnapshotChange>())
            .Concat(cluster.Names.Select(name => new SnapshotChange.NameUpsert(name.Name, name.Addresses)))
            .Concat(placed.Select(name => new SnapshotChange.NameUpsert(name.Example, [name.V4, name.V6])));
        var delta = new PolicyGraph("").Apply(new SnapshotDelta([.. changes], InSync: true));
        return new ClusterIntent(cluster, delta.Endpoints, delta.Policies.ToDictionary(static policy => policy.Id), delta.Sets);
    }

    private static SnapshotChange.LocalEndpointUpsert? LocalEndpointOf(Pod pod)
    {
        var addresses = pod.Addresses();
        var ns = ClusterState.NamespaceOf(pod);
        return addresses.Count == 0 ? null : new SnapshotChange.LocalEndpointUpsert(
            new LocalEndpoint($"{ns}/{pod.Metadata.Name}", ns, pod.Metadata.Name, addresses));
    }
}
