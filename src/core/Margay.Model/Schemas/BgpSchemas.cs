using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 BGPConfiguration and BGPPeer, entire.</summary>
/// <remarks>Only the defaults that Calico's API server stores are filled in; the others stand in the descriptions.</remarks>
internal static class BgpSchemas
{
    /// <summary>The greatest metric that Calico gives a route.</summary>
    public const int MaxPriority = 2147483646;

    private const int MaxSelectorLength = 1024;
    private const int MaxAddressLength = 64;
    private const int MaxNameLength = 253;
    private const int MaxCommunityLength = 40;
    private const int MaxPrefixes = 500;
    private const int MaxCommunitiesOfPrefix = 50;

    private static readonly ObjectSchema ServiceRange = Object(
        "A range of addresses of services.",
        Text("cidr", "The range, or an address. A single address is announced only while a service has it.", Formats.Net));

    private static readonly ObjectSchema NamedCommunity = Object(
        "A community that has a name.",
        Required(Text("name", "Name of the community.", maxLength: MaxNameLength)),
        Required(Text(
            "value",
            "The community: AS:N of 16 bits each, or AS:N:M of 32 bits each.",
            Formats.Community,
            maxLength: MaxCommunityLength)));

    private static readonly ObjectSchema PrefixAdvertisement = Object(
        "What the routes of a range carry.",
        Required(Text("cidr", "The range.", Formats.Cidr)),
        Required(Limited(
            Texts("communities", "Names of communities that are defined beside, or communities themselves."),
            MaxCommunitiesOfPrefix)));

    private static readonly ObjectSchema Password = Object(
        "Where a password is kept.",
        Required(Member("secretKeyRef", "Secret that holds it, in the namespace of the agents.", Object(
            "One entry of a secret.",
            Required(Text("name", "Name of the secret.", maxLength: MaxNameLength)),
            Required(Text("key", "Entry of the secret.")),
            Flag("optional", "Whether the secret or its entry may be missing.")))));

    public static ObjectSchema ConfigurationSpec { get; } = Object(
        "Settings of BGP.",
        Member("logSeverityScreen", "Least severe messages that are logged.", new StringSchema
        {
            Allowed = ["Trace", "Debug", "Info", "Warning", "Error", "Fatal"],
            IgnoreCase = true,
            Default = new DefaultValue.Text("Info"),
        }),
        Flag(
            "nodeToNodeMeshEnabled",
            "Whether all nodes peer with each other, but for route reflectors. Default: true."),
        IntOrString("asNumber", "AS of nodes that have none of their own. Default: 64512.", Formats.AsNumber),
        Whole("listenPort", "Port on which peers are heard. Default: 179.", 1, 65535),
        Choice(
            "bindMode",
            "Whether peers are heard on all addresses (None) or on the node's own only (NodeIP). Default: None.",
            ["None", "NodeIP"]),
        List("serviceLoadBalancerIPs", "Ranges of load balancer addresses that are announced.", ServiceRange),
        List("serviceExternalIPs", "Ranges of external addresses that are announced; those outside are not.", ServiceRange),
        List("serviceClusterIPs", "Ranges of cluster addresses that are announced.", ServiceRange),
        Choice(
            "serviceLoadBalancerAggregation",
            "Whether load balancer ranges are announced as they are, or (Disabled) each address by itself.",
            ["Enabled", "Disabled"],
            "Enabled"),
        Limited(List("communities", "Names of communities, for prefixAdvertisements.", NamedCommunity), MaxPrefixes),
        Limited(List("prefixAdvertisements", "Which routes carry which communities.", PrefixAdvertisement), MaxPrefixes),
        Member("nodeMeshPassword", "Password of the sessions between all nodes.", Password),
        Duration(
            "nodeMeshMaxRestartTime",
            "How long nodes keep the routes of one whose BGP restarts. Default: 120s."),
        Member("ignoredInterfaces", "Interfaces, with * for any characters, whose own routes are not announced.", new ArraySchema
        {
            Items = new StringSchema { Format = Formats.InterfacePattern, MinLength = 1 },
            MergesAsSet = true,
        }),
        Text(
            "localWorkloadPeeringIPV4",
            "IPv4 address at which every node answers workloads that peer with it; best a link-local one.",
            Formats.Ipv4),
        Text(
            "localWorkloadPeeringIPV6",
            "IPv6 address at which every node answers workloads that peer with it; best a link-local one.",
            Formats.Ipv6),
        Choice(
            "programClusterRoutes",
            "Which routes to other nodes BGP makes; the others are left to the agent, whose setting of this name must "
            + "say so. Default: EnabledNoEncapOnly.",
            ["Enabled", "Disabled", "EnabledIPIPOnly", "EnabledNoEncapOnly"]),
        Whole(
            "ipv4NormalRoutePriority",
            "Metric of ordinary IPv4 workload routes, the same as the agents'. Default: 1024.",
            1, MaxPriority),
        Whole(
            "ipv6NormalRoutePriority",
            "Metric of ordinary IPv6 workload routes, the same as the agents'. Default: 1024.",
            1, MaxPriority));

    public static ObjectSchema PeerSpec { get; } = Object(
        "Who peers with whom, and how.",
        Text("node", "The one node that has the session. Without it and nodeSelector every node has one.", maxLength: MaxNameLength),
        Text("nodeSelector", "Nodes that have the session.", Formats.Selector, maxLength: MaxSelectorLength),
        Text(
            "peerIP",
            "The peer: an address, or an address and a port as in 192.0.2.1:1790 or [2001:db8::1]:1790.",
            Formats.PeerAddress,
            maxLength: MaxAddressLength),
        Text("peerSelector", "Nodes that are the peers.", Formats.Selector, maxLength: MaxSelectorLength),
        Text(
            "localWorkloadSelector",
            "Workloads on the node itself that are the peers.",
            Formats.Selector,
            maxLength: MaxSelectorLength),
        IntOrString("asNumber", "AS of the peer.", Formats.AsNumber),
        IntOrString("localASNumber", "AS that the node has in this session; its usual one unless set.", Formats.AsNumber),
        Flag("keepOriginalNextHop", "Deprecated, use nextHopMode: whether routes keep their next hop towards a peer of another AS."),
        Choice(
            "nextHopMode",
            "Next hop of routes to the peer: the node itself (Self), the one they have (Keep), or by the peer's AS "
            + "(Auto). Default: Auto.",
            ["Auto", "Self", "Keep"]),
        Member("password", "Password of the session.", Password),
        Choice(
            "sourceAddress",
            "Whether the session comes from the node's own address, or (None) from the one that routing picks. Default: "
            + "UseNodeIP.",
            ["UseNodeIP", "None"]),
        Duration("maxRestartTime", "How long the peer keeps the routes of a node whose BGP restarts. Default: 120s."),
        Duration("keepaliveTime", "How often the node says that it is alive. Default: a third of the hold time."),
        Whole(
            "numAllowedLocalASNumbers",
            "How often the node's own AS may stand in the path of a route that it takes. Default: 0.",
            0, int.MaxValue),
        Whole("ttlSecurity", "Most hops to the peer; packets from farther away are refused. Default: 0, which refuses none.", 0, byte.MaxValue),
        Text(
            "reachableBy",
            "Next hop of a route that the node gets to the peer alone.",
            Formats.Ip,
            maxLength: MaxAddressLength),
        Texts("filters", "Names of BGPFilters, in the order in which they are asked."),
        Choice(
            "reversePeering",
            "Whether the nodes that peerSelector selects peer back by themselves, or (Manual) only if another BGPPeer says "
            + "so. Default: Auto.",
            ["Auto", "Manual"]));
}
