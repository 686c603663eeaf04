namespace Margay.Model.Resources;

/// <summary>Every kind that Margay serves.</summary>
public static class Kinds
{
    /// <summary>Calico's API group.</summary>
    public const string CalicoGroup = "projectcalico.org";

    /// <summary>core/v1 Namespace.</summary>
    public static ResourceKind<Namespace> Namespace { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Namespace",
        Plural = "namespaces",
        Singular = "namespace",
        ShortNames = ["ns"],
        Namespaced = false,
        HasStatus = true,
        Json = ResourceJson.Default.Namespace,
    };

    /// <summary>core/v1 Node.</summary>
    public static ResourceKind<Node> Node { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Node",
        Plural = "nodes",
        Singular = "node",
        ShortNames = ["no"],
        Namespaced = false,
        HasStatus = true,
        Json = ResourceJson.Default.Node,
    };

    /// <summary>core/v1 Pod.</summary>
    public static ResourceKind<Pod> Pod { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Pod",
        Plural = "pods",
        Singular = "pod",
        ShortNames = ["po"],
        Namespaced = true,
        HasStatus = true,
        Json = ResourceJson.Default.Pod,
    };

    /// <summary>core/v1 ServiceAccount.</summary>
    public static ResourceKind<ServiceAccount> ServiceAccount { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ServiceAccount",
        Plural = "serviceaccounts",
        Singular = "serviceaccount",
        ShortNames = ["sa"],
        Namespaced = true,
        Json = ResourceJson.Default.ServiceAccount,
    };

    /// <summary>networking.k8s.io/v1 NetworkPolicy.</summary>
    public static ResourceKind<NetworkPolicy> NetworkPolicy { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "NetworkPolicy",
        Plural = "networkpolicies",
        Singular = "networkpolicy",
        ShortNames = ["netpol"],
        Namespaced = true,
        Json = ResourceJson.Default.NetworkPolicy,
    };

    /// <summary>projectcalico.org/v3 IPPool.</summary>
    public static ResourceKind<IpPool> IpPool { get; } = new()
    {
        Group = CalicoGroup,
        Version = "v3",
        Kind = "IPPool",
        Plural = "ippools",
        Singular = "ippool",
        ShortNames = ["ipp", "ipps", "pool", "pools"],
        Namespaced = false,
        HasStatus = true,
        Json = ResourceJson.Default.IpPool,
    };

    /// <summary>projectcalico.org/v3 IPAMBlock.</summary>
    public static ResourceKind<IpamBlock> IpamBlock { get; } = new()
    {
        Group = CalicoGroup,
        Version = "v3",
        Kind = "IPAMBlock",
        Plural = "ipamblocks",
        Singular = "ipamblock",
        Namespaced = false,
        Json = ResourceJson.Default.IpamBlock,
    };

    /// <summary>projectcalico.org/v3 BlockAffinity.</summary>
    public static ResourceKind<BlockAffinity> BlockAffinity { get; } = new()
    {
        Group = CalicoGroup,
        Version = "v3",
        Kind = "BlockAffinity",
        Plural = "blockaffinities",
        Singular = "blockaffinity",
        ShortNames = ["affinity", "affinities"],
        Namespaced = false,
        Json = ResourceJson.Default.BlockAffinity,
    };

    /// <summary>projectcalico.org/v3 IPAMHandle.</summary>
    public static ResourceKind<IpamHandle> IpamHandle { get; } = new()
    {
        Group = CalicoGroup,
        Version = "v3",
        Kind = "IPAMHandle",
        Plural = "ipamhandles",
        Singular = "ipamhandle",
        Namespaced = false,
        Json = ResourceJson.Default.IpamHandle,
    };

    /// <summary>projectcalico.org/v3 ClusterInformation.</summary>
    public static ResourceKind<ClusterInformation> ClusterInformation { get; } = new()
    {
        Group = CalicoGroup,
        Version = "v3",
        Kind = "ClusterInformation",
        Plural = "clusterinformations",
        Singular = "clusterinformation",
        ShortNames = ["clusterinfo"],
        Namespaced = false,
        Json = ResourceJson.Default.ClusterInformation,
    };

    /// <summary>projectcalico.org/v3 FelixConfiguration.</summary>
    public static ResourceKind<FelixConfiguration> FelixConfiguration { get; } = new()
    {
        Group = CalicoGroup,
        Version = "v3",
        Kind = "FelixConfiguration",
        Plural = "felixconfigurations",
        Singular = "felixconfiguration",
        ShortNames = ["felixconfig", "felixconfigs"],
        Namespaced = false,
        Json = ResourceJson.Default.FelixConfiguration,
    };

    /// <summary>All kinds, in the order in which a set of manifests is applied.</summary>
    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Namespace, Node, ServiceAccount, ClusterInformation, FelixConfiguration, IpPool, IpamBlock, BlockAffinity,
        IpamHandle, NetworkPolicy, Pod,
    ];
}
