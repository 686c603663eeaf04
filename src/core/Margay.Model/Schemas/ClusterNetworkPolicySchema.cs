using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy, entire.</summary>
internal static class ClusterNetworkPolicySchema
{
    private const int MaxRules = 25;
    private const int MaxEntries = 25;
    private const int MaxNameLength = 100;
    private const int MaxCidrLength = 43;
    private const int MaxPriority = 1000;
    private const int MaxPort = 65535;

    private static readonly ObjectSchema NamespacedPod = Object(
        "Pods by the labels of their namespace and their own.",
        Required(Member("namespaceSelector", "Namespaces of the pods; empty means all.", MetadataSchema.LabelSelector)),
        Required(Member("podSelector", "Pods in these namespaces; empty means all.", MetadataSchema.LabelSelector)));

    private static readonly Property[] PodPeers =
    [
        Member("namespaces", "All pods of the namespaces with these labels; empty means every namespace.", MetadataSchema.LabelSelector),
        Member("pods", "Some pods of some namespaces.", NamespacedPod),
    ];

    private static readonly ObjectSchema EgressPeer = Object(
        "Where a connection goes: exactly one of the members.",
        [
            .. PodPeers,
            Member("nodes", "Addresses of the nodes with these labels; empty means every node.", MetadataSchema.LabelSelector),
            Entries("networks", "Address ranges, whoever holds the addresses.", new StringSchema
            {
                Format = Formats.Cidr,
                MaxLength = MaxCidrLength,
            }),
            Entries(
                "domainNames",
                "Names that stand for their addresses, as in example.com; *.example.com means every name below it. Only in "
                + "rules that accept.",
                new StringSchema { Format = Formats.DomainPattern }),
        ]);

    private static readonly ObjectSchema Ports = Object(
        "Ports of one protocol.",
        Member("destinationPort", "The port, or a range of them.", Object(
            "A port or a range: exactly one of the members.",
            Whole("number", "The port.", 1, MaxPort),
            Member("range", "Several ports in a row.", Object(
                "Ports from start to end, both included.",
                Required(Whole("start", "First port.", 1, MaxPort)),
                Required(Whole("end", "Last port, above the first.", 1, MaxPort)))))));

    private static readonly Property Protocols = Entries(
        "protocols",
        "Protocols and ports of which one must match; absent means any.",
        Object(
            "A protocol with its ports: exactly one of the members.",
            Member("tcp", "TCP.", Ports),
            Member("udp", "UDP.", Ports),
            Member("sctp", "SCTP.", Ports),
            Text("destinationNamedPort", "Name of a port of the pods that are connected to, with the protocol it has there.")));

    private static readonly ObjectSchema Ingress = Object(
        "Says what becomes of connections from one of the peers.",
        RuleName,
        Action,
        Required(Entries("from", "Peers that connect.", Object("Where a connection comes from: exactly one of the members.", PodPeers))),
        Protocols);

    private static readonly ObjectSchema Egress = Object(
        "Says what becomes of connections to one of the peers.",
        RuleName,
        Action,
        Required(Entries("to", "Peers that are connected to.", EgressPeer)),
        Protocols);

    public static ObjectSchema Spec { get; } = Object(
        "Which pods, and what becomes of their connections.",
        Required(Choice(
            "tier",
            "Admin comes before every other policy. Baseline comes after them, for pods that no NetworkPolicy isolates.",
            ["Admin", "Baseline"])),
        Required(Whole("priority", "Place in the tier: lower comes first.", 0, MaxPriority)),
        Required(Member("subject", "Pods that the policy applies to.", Object(
            "Pods that the policy applies to: exactly one of the members.", PodPeers))),
        Limited(List("ingress", "Rules for what comes in, in order; the first that matches decides.", Ingress), MaxRules),
        Limited(List("egress", "Rules for what goes out, in order; the first that matches decides.", Egress), MaxRules));

    private static Property RuleName => Text("name", "What to call the rule.", maxLength: MaxNameLength);

    private static Property Action => Required(Choice(
        "action",
        "Accept and Deny decide. Pass leaves the connection to the policies that come after this tier.",
        ["Accept", "Deny", "Pass"]));

    private static Property Entries(string name, string description, Schema items) => Member(name, description, new ArraySchema
    {
        Items = items,
        MinItems = 1,
        MaxItems = MaxEntries,
    });
}
