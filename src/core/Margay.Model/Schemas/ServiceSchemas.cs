using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>core/v1 Service and discovery.k8s.io/v1 EndpointSlice: what Margay reads is described, the rest is kept.</summary>
internal static class ServiceSchemas
{
    private const int MaxPort = 65535;
    private const int MaxEndpoints = 1000;
    private const int MaxAddresses = 100;

    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    public static ObjectSchema ServiceSpec { get; } = OpenObject(
        "Under which addresses the service is reached, and who answers.",
        Choice(
            "type",
            "Where the service is reached from.",
            ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
            "ClusterIP"),
        Text("clusterIP", "Address of the service; None if clients are to be given the pods' own."),
        List("clusterIPs", "Addresses of the service, one of each family at most.", new StringSchema()),
        List("externalIPs", "Addresses that somebody else routes to the nodes.", new StringSchema()),
        Choice("externalTrafficPolicy", "Whether traffic from outside may go on to another node (Cluster) or not (Local).", ["Cluster", "Local"]),
        TextMap("selector", "Labels that a pod behind the service carries; absent, somebody else writes its EndpointSlices."),
        KeyedList("ports", "Ports of the service.", "port", OpenObject(
            "A port of the service.",
            Text("name", "Name of the port; required where there are several."),
            Choice("protocol", "Transport protocol.", Protocols, "TCP"),
            Required(Whole("port", "Number of the port.", 1, MaxPort)),
            IntOrString("targetPort", "Port of the pods behind it, by number or name; absent means the same number."),
            Whole("nodePort", "Port of every node that leads to the service.", 0, MaxPort))));

    public static ObjectSchema ServiceStatus { get; } = OpenObject(
        "What is observed of the service.",
        Member("loadBalancer", "Where its load balancer is reached.", OpenObject(
            "Where a load balancer is reached.",
            List("ingress", "Its entrances.", OpenObject("One entrance.", Text("ip", "Its address."))))),
        KeyedList("conditions", "Conditions of the service.", "type", MetadataSchema.Condition));

    public static IReadOnlyList<Property> EndpointSliceMembers { get; } =
    [
        Required(Choice("addressType", "What the addresses are. It cannot be changed later.", ["IPv4", "IPv6", "FQDN"])),
        Required(Limited(
            List("endpoints", "Endpoints behind the service; its name is in the label kubernetes.io/service-name.", OpenObject(
                "One endpoint, usually a pod.",
                Member("addresses", "Addresses of the endpoint, all the same.", new ArraySchema
                {
                    Items = new StringSchema(),
                    MinItems = 1,
                    MaxItems = MaxAddresses,
                }),
                Member("conditions", "How the endpoint is.", Object(
                    "How the endpoint is.",
                    Flag("ready", "Whether it takes traffic; absent counts as true."),
                    Flag("serving", "Whether it answers, ready or not."),
                    Flag("terminating", "Whether it is being taken away."))),
                Text("nodeName", "Node that has the endpoint."))),
            MaxEndpoints)),
        List("ports", "Ports of every endpoint of the slice; none means all.", OpenObject(
            "A port of the endpoints.",
            Text("name", "Name of the service's port."),
            Choice("protocol", "Transport protocol.", Protocols, "TCP"),
            Whole("port", "Number of the port; absent means every port.", 1, MaxPort))),
    ];
}
