using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 CalicoNodeStatus, entire.</summary>
internal static class CalicoNodeStatusSchema
{
    private const int SecondsOfDay = 86400;

    private static readonly ObjectSchema Daemon = Object(
        "One BGP speaker.",
        Choice("state", "Whether it works.", ["Ready", "NotReady"]),
        Text("version", "Its version."),
        Text("routerID", "Its BGP identifier."),
        Text("lastBootTime", "When it started."),
        Text("lastReconfigurationTime", "When it last took new settings."));

    private static readonly ObjectSchema Peer = Object(
        "One BGP session.",
        Text("peerIP", "Address of the peer.", Formats.Ip),
        Choice(
            "type",
            "Where the session comes from: the mesh of nodes, or a BGPPeer for some nodes or for all.",
            ["NodeMesh", "NodePeer", "GlobalPeer"]),
        Choice(
            "state",
            "State of the session.",
            ["Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established", "Close"]),
        Text("since", "Since when it is in that state."));

    private static readonly ObjectSchema Route = Object(
        "One route.",
        Choice("type", "Whether packets go by the route (FIB), or it is known only (RIB).", ["FIB", "RIB"]),
        Text("destination", "Destination of the route."),
        Text("gateway", "Next hop of the route."),
        Text("interface", "Interface of the route."),
        Member("learnedFrom", "Where the route comes from.", Object(
            "Where a route comes from.",
            Choice("sourceType", "Kind of the source.", ["Kernel", "Static", "Direct", "NodeMesh", "BGPPeer"]),
            Text("peerIP", "Address of the peer, if the source is one.", Formats.Ip))));

    public static ObjectSchema Spec { get; } = Object(
        "What to report of which node.",
        Required(Text("node", "Name of the node.")),
        Required(Member("classes", "What the report has.", new ArraySchema
        {
            Items = new StringSchema { Allowed = ["Agent", "BGP", "Routes"] },
            MinItems = 1,
            MergesAsSet = true,
        })),
        Required(Whole("updatePeriodSeconds", "Time between two reports; 0 asks for one only.", 0, SecondsOfDay)));

    public static ObjectSchema Status { get; } = Object(
        "The report. Written by the node only.",
        Text("lastUpdated", "When the report was written.", Formats.DateTime),
        Member("agent", "State of the BGP speakers.", Object(
            "The BGP speakers of the node.",
            Member("birdV4", "The speaker of IPv4.", Daemon),
            Member("birdV6", "The speaker of IPv6.", Daemon))),
        Member("bgp", "State of the BGP sessions.", Object(
            "The BGP sessions of the node.",
            Required(Whole("numberEstablishedV4", "IPv4 sessions that are established.")),
            Required(Whole("numberNotEstablishedV4", "IPv4 sessions that are not.")),
            Required(Whole("numberEstablishedV6", "IPv6 sessions that are established.")),
            Required(Whole("numberNotEstablishedV6", "IPv6 sessions that are not.")),
            List("peersV4", "The IPv4 sessions.", Peer),
            List("peersV6", "The IPv6 sessions.", Peer))),
        Member("routes", "Routes that the BGP speakers know.", Object(
            "The routes of the node.",
            List("routesV4", "The IPv4 routes.", Route),
            List("routesV6", "The IPv6 routes.", Route))));
}
