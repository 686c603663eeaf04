using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace Margay.Model.Resources;

/// <summary>Every kind that Margay serves.</summary>
public static class Kinds
{
    /// <summary>Calico's API group.</summary>
    public const string CalicoGroup = "projectcalico.org";

    /// <summary>The group of the cluster administrator's policies.</summary>
    public const string AdminPolicyGroup = "policy.networking.k8s.io";

    /// <summary>core/v1 Namespace.</summary>
    public static ResourceKind<Namespace> Namespace { get; } =
        Cluster("", "v1", "Namespace", "namespaces", ResourceJson.Default.Namespace, status: true, names: ["ns"]);

    /// <summary>core/v1 Node.</summary>
    public static ResourceKind<Node> Node { get; } =
        Cluster("", "v1", "Node", "nodes", ResourceJson.Default.Node, status: true, names: ["no"]);

    /// <summary>core/v1 Pod.</summary>
    public static ResourceKind<Pod> Pod { get; } =
        Namespaced("", "v1", "Pod", "pods", ResourceJson.Default.Pod, status: true, names: ["po"]);

    /// <summary>core/v1 ServiceAccount.</summary>
    public static ResourceKind<ServiceAccount> ServiceAccount { get; } =
        Namespaced("", "v1", "ServiceAccount", "serviceaccounts", ResourceJson.Default.ServiceAccount, names: ["sa"]);

    /// <summary>core/v1 Secret.</summary>
    public static ResourceKind<Secret> Secret { get; } = Namespaced("", "v1", "Secret", "secrets", ResourceJson.Default.Secret);

    /// <summary>core/v1 Service.</summary>
    public static ResourceKind<Service> Service { get; } =
        Namespaced("", "v1", "Service", "services", ResourceJson.Default.Service, status: true, names: ["svc"]);

    /// <summary>core/v1 Event.</summary>
    public static ResourceKind<Event> Event { get; } = Namespaced("", "v1", "Event", "events", ResourceJson.Default.Event, names: ["ev"]);

    /// <summary>discovery.k8s.io/v1 EndpointSlice.</summary>
    public static ResourceKind<EndpointSlice> EndpointSlice { get; } =
        Namespaced("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", ResourceJson.Default.EndpointSlice);

    /// <summary>networking.k8s.io/v1 NetworkPolicy.</summary>
    public static ResourceKind<NetworkPolicy> NetworkPolicy { get; } = Namespaced(
        "networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", ResourceJson.Default.NetworkPolicy, status: true,
        names: ["netpol"]);

    /// <summary>policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy.</summary>
    /// <remarks>Its short name is Calico's too; bare, it means Calico's kind, which stands before this one in <see cref="All"/>.</remarks>
    public static ResourceKind<ClusterNetworkPolicy> ClusterNetworkPolicy { get; } = Cluster(
        AdminPolicyGroup, "v1alpha2", "ClusterNetworkPolicy", "clusternetworkpolicies",
        ResourceJson.Default.ClusterNetworkPolicy, status: true, names: ["cnp"]);

    /// <summary>projectcalico.org/v3 NetworkPolicy.</summary>
    public static ResourceKind<CalicoNetworkPolicy> CalicoNetworkPolicy { get; } = Namespaced(
        CalicoGroup, "v3", "NetworkPolicy", "networkpolicies", ResourceJson.Default.CalicoNetworkPolicy, status: true,
        names: ["cnp", "caliconetworkpolicy"]);

    /// <summary>projectcalico.org/v3 GlobalNetworkPolicy.</summary>
    public static ResourceKind<GlobalNetworkPolicy> GlobalNetworkPolicy { get; } = Cluster(
        CalicoGroup, "v3", "GlobalNetworkPolicy", "globalnetworkpolicies", ResourceJson.Default.GlobalNetworkPolicy, status: true,
        names: ["gnp", "cgnp"]);

    /// <summary>projectcalico.org/v3 StagedNetworkPolicy.</summary>
    public static ResourceKind<StagedNetworkPolicy> StagedNetworkPolicy { get; } = Namespaced(
        CalicoGroup, "v3", "StagedNetworkPolicy", "stagednetworkpolicies", ResourceJson.Default.StagedNetworkPolicy,
        names: ["snp", "scnp"]);

    /// <summary>projectcalico.org/v3 StagedGlobalNetworkPolicy.</summary>
    public static ResourceKind<StagedGlobalNetworkPolicy> StagedGlobalNetworkPolicy { get; } = Cluster(
        CalicoGroup, "v3", "StagedGlobalNetworkPolicy", "stagedglobalnetworkpolicies",
        ResourceJson.Default.StagedGlobalNetworkPolicy, names: ["sgnp"]);

    /// <summary>projectcalico.org/v3 StagedKubernetesNetworkPolicy.</summary>
    public static ResourceKind<StagedKubernetesNetworkPolicy> StagedKubernetesNetworkPolicy { get; } = Namespaced(
        CalicoGroup, "v3", "StagedKubernetesNetworkPolicy", "stagedkubernetesnetworkpolicies",
        ResourceJson.Default.StagedKubernetesNetworkPolicy, names: ["sknp"]);

    /// <summary>projectcalico.org/v3 Tier.</summary>
    public static ResourceKind<Tier> Tier { get; } =
        Cluster(CalicoGroup, "v3", "Tier", "tiers", ResourceJson.Default.Tier, status: true);

    /// <summary>projectcalico.org/v3 Profile.</summary>
    public static ResourceKind<Profile> Profile { get; } =
        Cluster(CalicoGroup, "v3", "Profile", "profiles", ResourceJson.Default.Profile);

    /// <summary>projectcalico.org/v3 NetworkSet.</summary>
    public static ResourceKind<NetworkSet> NetworkSet { get; } = Namespaced(
        CalicoGroup, "v3", "NetworkSet", "networksets", ResourceJson.Default.NetworkSet, names: ["netset", "netsets"]);

    /// <summary>projectcalico.org/v3 GlobalNetworkSet.</summary>
    public static ResourceKind<GlobalNetworkSet> GlobalNetworkSet { get; } = Cluster(
        CalicoGroup, "v3", "GlobalNetworkSet", "globalnetworksets", ResourceJson.Default.GlobalNetworkSet, names: ["gns"]);

    /// <summary>projectcalico.org/v3 HostEndpoint.</summary>
    public static ResourceKind<HostEndpoint> HostEndpoint { get; } = Cluster(
        CalicoGroup, "v3", "HostEndpoint", "hostendpoints", ResourceJson.Default.HostEndpoint, names: ["hep", "heps"]);

    /// <summary>projectcalico.org/v3 IPPool.</summary>
    public static ResourceKind<IpPool> IpPool { get; } = Cluster(
        CalicoGroup, "v3", "IPPool", "ippools", ResourceJson.Default.IpPool, status: true,
        names: ["ipp", "ipps", "pool", "pools"]);

    /// <summary>projectcalico.org/v3 IPAMBlock.</summary>
    public static ResourceKind<IpamBlock> IpamBlock { get; } =
        Cluster(CalicoGroup, "v3", "IPAMBlock", "ipamblocks", ResourceJson.Default.IpamBlock);

    /// <summary>projectcalico.org/v3 BlockAffinity.</summary>
    public static ResourceKind<BlockAffinity> BlockAffinity { get; } = Cluster(
        CalicoGroup, "v3", "BlockAffinity", "blockaffinities", ResourceJson.Default.BlockAffinity,
        names: ["affinity", "affinities"]);

    /// <summary>projectcalico.org/v3 IPAMHandle.</summary>
    public static ResourceKind<IpamHandle> IpamHandle { get; } =
        Cluster(CalicoGroup, "v3", "IPAMHandle", "ipamhandles", ResourceJson.Default.IpamHandle);

    /// <summary>projectcalico.org/v3 ClusterInformation.</summary>
    public static ResourceKind<ClusterInformation> ClusterInformation { get; } = Cluster(
        CalicoGroup, "v3", "ClusterInformation", "clusterinformations", ResourceJson.Default.ClusterInformation,
        names: ["clusterinfo"]);

    /// <summary>projectcalico.org/v3 FelixConfiguration.</summary>
    public static ResourceKind<FelixConfiguration> FelixConfiguration { get; } = Cluster(
        CalicoGroup, "v3", "FelixConfiguration", "felixconfigurations", ResourceJson.Default.FelixConfiguration,
        names: ["felixconfig", "felixconfigs"]);

    /// <summary>projectcalico.org/v3 KubeControllersConfiguration.</summary>
    public static ResourceKind<KubeControllersConfiguration> KubeControllersConfiguration { get; } = Cluster(
        CalicoGroup, "v3", "KubeControllersConfiguration", "kubecontrollersconfigurations",
        ResourceJson.Default.KubeControllersConfiguration, status: true, names: ["kcc", "kccs"]);

    /// <summary>projectcalico.org/v3 BGPConfiguration.</summary>
    public static ResourceKind<BgpConfiguration> BgpConfiguration { get; } = Cluster(
        CalicoGroup, "v3", "BGPConfiguration", "bgpconfigurations", ResourceJson.Default.BgpConfiguration,
        names: ["bgpconfig", "bgpconfigs"]);

    /// <summary>projectcalico.org/v3 BGPFilter.</summary>
    public static ResourceKind<BgpFilter> BgpFilter { get; } =
        Cluster(CalicoGroup, "v3", "BGPFilter", "bgpfilters", ResourceJson.Default.BgpFilter);

    /// <summary>projectcalico.org/v3 BGPPeer.</summary>
    public static ResourceKind<BgpPeer> BgpPeer { get; } =
        Cluster(CalicoGroup, "v3", "BGPPeer", "bgppeers", ResourceJson.Default.BgpPeer);

    /// <summary>projectcalico.org/v3 CalicoNodeStatus.</summary>
    public static ResourceKind<CalicoNodeStatus> CalicoNodeStatus { get; } = Cluster(
        CalicoGroup, "v3", "CalicoNodeStatus", "caliconodestatuses", ResourceJson.Default.CalicoNodeStatus, status: true);

    /// <summary>
    /// All kinds, in the order in which a set of manifests is applied. Where kinds share a name, the first is meant
    /// unless the group is said.
    /// </summary>
    /// <remarks>
    /// Host endpoints come after policies: one that no policy selects cuts its node off. Filters and secrets come before the peers
    /// that name them.
    /// </remarks>
    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Namespace, Node, ServiceAccount, Secret, ClusterInformation, FelixConfiguration, KubeControllersConfiguration,
        BgpConfiguration, BgpFilter, BgpPeer, CalicoNodeStatus, IpPool, IpamBlock, BlockAffinity, IpamHandle, Service, EndpointSlice, Tier, Profile, GlobalNetworkSet, NetworkSet,
        NetworkPolicy, CalicoNetworkPolicy, GlobalNetworkPolicy, StagedNetworkPolicy, StagedGlobalNetworkPolicy,
        StagedKubernetesNetworkPolicy, ClusterNetworkPolicy, HostEndpoint, Pod, Event,
    ];

    /// <summary>Calico's policy kinds whose objects are in a tier that they name.</summary>
    public static IReadOnlyList<ResourceKind> Tiered { get; } =
        [CalicoNetworkPolicy, GlobalNetworkPolicy, StagedNetworkPolicy, StagedGlobalNetworkPolicy];

    /// <summary>The groups, the core group first; clients that look a name up take the first group that has it.</summary>
    public static ImmutableArray<string> Groups { get; } =
        ["", "networking.k8s.io", "discovery.k8s.io", CalicoGroup, AdminPolicyGroup];

    private static ResourceKind<T> Cluster<T>(
        string group, string version, string kind, string plural, JsonTypeInfo<T> json, bool status = false, string[]? names = null)
        where T : Resource =>
        Of(group, version, kind, plural, json, namespaced: false, status, names);

    private static ResourceKind<T> Namespaced<T>(
        string group, string version, string kind, string plural, JsonTypeInfo<T> json, bool status = false, string[]? names = null)
        where T : Resource =>
        Of(group, version, kind, plural, json, namespaced: true, status, names);

    private static ResourceKind<T> Of<T>(
        string group, string version, string kind, string plural, JsonTypeInfo<T> json, bool namespaced, bool status, string[]? names)
        where T : Resource => new()
        {
            Group = group,
            Version = version,
            Kind = kind,
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            ShortNames = names ?? [],
            Namespaced = namespaced,
            HasStatus = status,
            Json = json,
        };
}
