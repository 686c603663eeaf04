using System.Collections.Frozen;
using Margay.Model.Resources;
using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The description of every kind, from which validation, defaults, OpenAPI and merges are derived.</summary>
public static class KindSchemas
{
    private static readonly FrozenDictionary<ResourceKind, ObjectSchema> ByKind =
        new Dictionary<ResourceKind, ObjectSchema>
        {
            [Kinds.Namespace] = Kind(
                "A part of the cluster with its own names, and a peer that policies select by its labels.",
                Member("spec", "What is wanted of the namespace.", CoreSchemas.NamespaceSpec),
                Member("status", "What is observed of it.", CoreSchemas.NamespaceStatus)),
            [Kinds.Node] = Kind(
                "A machine of the cluster.",
                Member("spec", "What is wanted of the node.", CoreSchemas.NodeSpec),
                Member("status", "What the node reports.", CoreSchemas.NodeStatus)),
            [Kinds.Pod] = Kind(
                "One or more programs that share an address on one node.",
                Member("spec", "What is wanted of the pod.", PodSchema.Spec),
                Member("status", "What is observed of it.", PodSchema.Status)),
            [Kinds.ServiceAccount] = Kind(
                "An identity under which pods run.",
                [.. CoreSchemas.ServiceAccountMembers]),
            [Kinds.Secret] = Kind(
                "Passwords, keys and the like, apart from the objects that name them.",
                [.. SecretSchema.Members]),
            [Kinds.NetworkPolicy] = Kind(
                "Says what may connect to the pods it selects, and where these may connect to.",
                Member("spec", "Which pods, and what is let through.", NetworkPolicySchema.Spec),
                Member("status", "What is observed of it.", PolicyStatusSchema.Status)),
            [Kinds.Service] = Kind(
                "A name and an address for a set of pods.",
                Member("spec", "What is wanted of the service.", ServiceSchemas.ServiceSpec),
                Member("status", "What is observed of it.", ServiceSchemas.ServiceStatus)),
            [Kinds.EndpointSlice] = Kind(
                "Some of the endpoints behind a service.",
                [.. ServiceSchemas.EndpointSliceMembers]),
            [Kinds.Event] = Kind(
                "Something that has happened to an object, and how often; it is kept for an hour.",
                [.. EventSchema.Members]),
            [Kinds.Tier] = Kind(
                "A group of policies that is judged before or after other groups.",
                Member("spec", "Where it stands and how it ends.", CalicoPolicySchemas.TierSpec),
                Member("status", "What is observed of it.", CalicoPolicySchemas.TierStatus)),
            [Kinds.CalicoNetworkPolicy] = Kind(
                "Ordered rules for the pods that it selects in its namespace.",
                Member("spec", "Which pods, and the rules.", CalicoPolicySchemas.Namespaced),
                Member("status", "What is observed of it.", PolicyStatusSchema.Status)),
            [Kinds.GlobalNetworkPolicy] = Kind(
                "Ordered rules for the pods and host endpoints that it selects anywhere.",
                Member("spec", "Which endpoints, and the rules.", CalicoPolicySchemas.Global),
                Member("status", "What is observed of it.", PolicyStatusSchema.Status)),
            [Kinds.StagedNetworkPolicy] = Kind(
                "A NetworkPolicy that is watched and not enforced.",
                Member("spec", "Which pods, and the rules.", CalicoPolicySchemas.StagedNamespaced)),
            [Kinds.StagedGlobalNetworkPolicy] = Kind(
                "A GlobalNetworkPolicy that is watched and not enforced.",
                Member("spec", "Which endpoints, and the rules.", CalicoPolicySchemas.StagedGlobal)),
            [Kinds.StagedKubernetesNetworkPolicy] = Kind(
                "A Kubernetes NetworkPolicy that is watched and not enforced.",
                Member("spec", "Which pods, and what would be let through.", CalicoPolicySchemas.StagedKubernetes)),
            [Kinds.ClusterNetworkPolicy] = Kind(
                "The cluster administrator's rules, which come before or after the policies of namespaces.",
                Required(Member("spec", "Which pods, and the rules.", ClusterNetworkPolicySchema.Spec)),
                Member("status", "What is observed of it.", PolicyStatusSchema.Status)),
            [Kinds.Profile] = Kind(
                "Rules for endpoints about which no tier has decided, and labels that they inherit.",
                Member("spec", "The rules and labels.", EndpointSchemas.ProfileSpec)),
            [Kinds.NetworkSet] = Kind(
                "Addresses that rules of its namespace select by the labels of the set.",
                Member("spec", "The addresses.", EndpointSchemas.NetworkSetSpec)),
            [Kinds.GlobalNetworkSet] = Kind(
                "Addresses that rules select by the labels of the set, in no namespace.",
                Member("spec", "The addresses.", EndpointSchemas.NetworkSetSpec)),
            [Kinds.HostEndpoint] = Kind(
                "Interfaces of a node, to which policies apply as they do to pods.",
                Required(Member("spec", "Which interfaces, and what policies know of them.", EndpointSchemas.HostEndpointSpec))),
            [Kinds.KubeControllersConfiguration] = Kind(
                "Settings of the controllers; the only one is named default.",
                Member("spec", "The settings.", KubeControllersSchema.Spec),
                Member("status", "What the controllers run with.", KubeControllersSchema.Status)),
            [Kinds.IpPool] = Kind(
                "A range of addresses from which workloads get theirs.",
                Required(Member("spec", "The range and how it is used.", IpamSchemas.PoolSpec)),
                Member("status", "What is observed of the pool.", IpamSchemas.PoolStatus)),
            [Kinds.IpamBlock] = Kind(
                "A slice of a pool with the holder of each address.",
                Required(Member("spec", "The slice.", IpamSchemas.BlockSpec))),
            [Kinds.BlockAffinity] = Kind(
                "A node's claim to a block of addresses.",
                Required(Member("spec", "The claim.", IpamSchemas.AffinitySpec))),
            [Kinds.IpamHandle] = Kind(
                "Where to find the addresses of one holder.",
                Required(Member("spec", "The counts.", IpamSchemas.HandleSpec))),
            [Kinds.ClusterInformation] = Kind(
                "What the cluster says of itself; the only one is named default.",
                Member("spec", "The facts.", ClusterInformationSchema.Spec)),
            [Kinds.FelixConfiguration] = Kind(
                "Settings of the agents: default for all nodes, node.NAME for one, any other name with a nodeSelector.",
                Member("spec", "The settings. One that is absent has its default.", FelixSchema.Spec)),
            [Kinds.BgpConfiguration] = Kind(
                "Settings of BGP: default for all nodes, node.NAME for one.",
                Member("spec", "The settings. One that is absent has its default.", BgpSchemas.ConfigurationSpec)),
            [Kinds.BgpFilter] = Kind(
                "Rules for routes that peers give and get; a BGPPeer names those that it asks.",
                Member("spec", "The rules.", BgpFilterSchema.Spec)),
            [Kinds.BgpPeer] = Kind(
                "Sessions of some nodes with a router, with other nodes or with workloads.",
                Member("spec", "Who peers with whom, and how.", BgpSchemas.PeerSpec)),
            [Kinds.CalicoNodeStatus] = Kind(
                "Asks a node for a report on BGP.",
                Required(Member("spec", "What to report of which node.", CalicoNodeStatusSchema.Spec)),
                Member("status", "The report.", CalicoNodeStatusSchema.Status)),
        }.ToFrozenDictionary();

    /// <summary>
    /// The whole object of <paramref name="kind"/>: apiVersion, kind, metadata and what the kind adds.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The kind is not one of <see cref="Kinds.All"/>.</exception>
    public static ObjectSchema Of(ResourceKind kind) => ByKind[kind];

    private static ObjectSchema Kind(string description, params Property[] members) => Object(
        description,
        [
            Text("apiVersion", "Group and version of the kind."),
            Text("kind", "Name of the kind."),
            Member("metadata", "Name, namespace, labels and revision.", MetadataSchema.ObjectMeta),
            .. members,
        ]);
}
