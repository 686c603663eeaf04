using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Margay.Model.Resources;

namespace Margay.Api.Tables;

/// <summary>The columns of each kind, as users of kubectl and calicoctl know them.</summary>
internal static class KindColumns
{
    private static readonly TableColumn Name =
        new("Name", "Name of the object.", (item, _) => item.At("metadata", "name").Text("")) { Format = "name" };

    private static readonly TableColumn Age =
        new("Age", "Time since the object was created.", (item, now) => Since(item.At("metadata", "creationTimestamp"), now));

    private static readonly FrozenDictionary<ResourceKind, TableColumn[]> ByKind = new Dictionary<ResourceKind, TableColumn[]>
    {
        [Kinds.Namespace] = [Name, Field("Status", "Phase of the namespace.", "status", "phase"), Age],
        [Kinds.Node] = NodeColumns.All(Name, Age),
        [Kinds.Pod] = PodColumns.All(Name, Age),
        [Kinds.ServiceAccount] = [Name, Age],
        [Kinds.Secret] =
        [
            Name,
            Field("Type", "What the secret is for.", "type"),
            new("Data", "How many entries it has.", (item, _) => item.At("data").Members().Count().ToString(CultureInfo.InvariantCulture)),
            Age,
        ],
        [Kinds.Service] = ServiceColumns.Service(Name, Age),
        [Kinds.EndpointSlice] = ServiceColumns.Slice(Name, Age),
        [Kinds.Event] = EventColumns.All(Name),
        [Kinds.NetworkPolicy] = PolicyColumns.Kubernetes(Name, Age),
        [Kinds.Tier] = PolicyColumns.Tier(Name, Age),
        [Kinds.CalicoNetworkPolicy] = PolicyColumns.Tiered(Name, Age),
        [Kinds.GlobalNetworkPolicy] = PolicyColumns.Tiered(Name, Age),
        [Kinds.StagedNetworkPolicy] = PolicyColumns.Staged(Name, Age),
        [Kinds.StagedGlobalNetworkPolicy] = PolicyColumns.Staged(Name, Age),
        [Kinds.StagedKubernetesNetworkPolicy] = PolicyColumns.StagedKubernetes(Name, Age),
        [Kinds.ClusterNetworkPolicy] = PolicyColumns.Cluster(Name, Age),
        [Kinds.Profile] = [Name, Age],
        [Kinds.NetworkSet] = PolicyColumns.NetworkSet(Name, Age),
        [Kinds.GlobalNetworkSet] = PolicyColumns.NetworkSet(Name, Age),
        [Kinds.HostEndpoint] = PolicyColumns.HostEndpoint(Name, Age),
        [Kinds.KubeControllersConfiguration] = [Name, Age],
        [Kinds.IpPool] =
        [
            Name,
            Field("CIDR", "The range.", "spec", "cidr"),
            Field("NAT", "Whether traffic that leaves the pools is source-NATed.", "spec", "natOutgoing"),
            Field("IPIPMode", "When IPIP is used between nodes.", "spec", "ipipMode"),
            Field("VXLANMode", "When VXLAN is used between nodes.", "spec", "vxlanMode"),
            Field("Disabled", "Whether new addresses are refused.", "spec", "disabled"),
            Field("Selector", "The nodes that use the pool.", "spec", "nodeSelector") with { Wide = true },
            Age,
        ],
        [Kinds.IpamBlock] =
        [
            Name,
            Field("CIDR", "The range.", "spec", "cidr"),
            Field("Affinity", "The owner.", "spec", "affinity"),
            new("Used", "Addresses in use, of all.", (item, _) => UsedAddresses(item)),
            Age,
        ],
        [Kinds.BlockAffinity] =
        [
            Name,
            Field("Node", "The node.", "spec", "node"),
            Field("CIDR", "The block.", "spec", "cidr"),
            Field("State", "Whether the claim is confirmed.", "spec", "state"),
            Age,
        ],
        [Kinds.IpamHandle] =
        [
            Name,
            Field("Handle", "The holder.", "spec", "handleID"),
            new("Addresses", "How many addresses it holds.", (item, _) => HeldAddresses(item)),
            Age,
        ],
        [Kinds.ClusterInformation] =
        [
            Name,
            Field("GUID", "The cluster's identity.", "spec", "clusterGUID"),
            Field("Ready", "Whether the datastore is ready for agents.", "spec", "datastoreReady"),
            Age,
        ],
        [Kinds.FelixConfiguration] = [Name, Age],
        [Kinds.BgpConfiguration] = BgpColumns.Configuration(Name, Age),
        [Kinds.BgpFilter] = [Name, Age],
        [Kinds.BgpPeer] = BgpColumns.Peer(Name, Age),
        [Kinds.CalicoNodeStatus] = BgpColumns.NodeStatus(Name, Age),
    }.ToFrozenDictionary();

    public static IReadOnlyList<TableColumn> Of(ResourceKind kind) => ByKind[kind];

    internal static string Since(JsonElement timestamp, DateTimeOffset now) =>
        timestamp.ValueKind == JsonValueKind.String && timestamp.TryGetDateTimeOffset(out var then)
            ? HumanDuration.Format(now - then)
            : "<unknown>";

    internal static TableColumn Field(string name, string description, params string[] path) =>
        new(name, description, (item, _) => item.At(path).Text());

    private static string UsedAddresses(JsonElement item)
    {
        var allocations = item.At("spec", "allocations").Items().ToList();
        return $"{allocations.Count(entry => entry.ValueKind == JsonValueKind.Number)}/{allocations.Count}";
    }

    private static string HeldAddresses(JsonElement item) => item.At("spec", "block").Members()
        .Sum(block => block.Value.ValueKind == JsonValueKind.Number && block.Value.TryGetInt32(out var count) ? count : 0)
        .ToString(CultureInfo.InvariantCulture);
}
