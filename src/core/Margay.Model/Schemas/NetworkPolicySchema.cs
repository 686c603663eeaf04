using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>networking.k8s.io/v1 NetworkPolicy, entire.</summary>
internal static class NetworkPolicySchema
{
    private static readonly ObjectSchema Port = Object(
        "A destination port, or all ports of a protocol.",
        Choice("protocol", "Transport protocol.", ["TCP", "UDP", "SCTP"], "TCP"),
        IntOrString(
            "port",
            "Number of the port, or the name of a container's port. Absent means every port of the protocol."),
        Whole("endPort", "Last port of a range that begins at port, which must then be a number.", 1, 65535));

    private static readonly ObjectSchema IpBlock = Object(
        "An address range without some parts of it.",
        Required(Text("cidr", "The range, as in 192.168.1.0/24 or 2001:db8::/64.", Formats.Cidr)),
        Texts("except", "Ranges inside cidr that do not count as part of it.", Formats.Cidr));

    private static readonly ObjectSchema Peer = Object(
        "The other end of a connection: either an ipBlock, or pods by one or both selectors.",
        Member(
            "podSelector",
            "Pods with these labels: of the policy's namespace, or of those that namespaceSelector selects.",
            MetadataSchema.LabelSelector),
        Member(
            "namespaceSelector",
            "Namespaces with these labels; alone it means all of their pods.",
            MetadataSchema.LabelSelector),
        Member("ipBlock", "Addresses, whoever holds them. It excludes both selectors.", IpBlock));

    private static readonly ObjectSchema IngressRule = Object(
        "Lets in what comes from one of the peers to one of the ports.",
        List("ports", "Ports that may be reached. Empty or absent means every port.", Port),
        List("from", "Peers that may connect. Empty or absent means everybody.", Peer));

    private static readonly ObjectSchema EgressRule = Object(
        "Lets out what goes to one of the ports of one of the peers.",
        List("ports", "Ports that may be reached. Empty or absent means every port.", Port),
        List("to", "Peers that may be reached. Empty or absent means everybody.", Peer));

    public static ObjectSchema Spec { get; } = Object(
        "Which pods the policy isolates, and what it lets through to and from them.",
        Member(
            "podSelector",
            "Pods of the policy's namespace that it isolates; an empty selector means all of them.",
            MetadataSchema.LabelSelector),
        List(
            "ingress",
            "What may come in. When Ingress is isolated and no rule matches, traffic is dropped.",
            IngressRule),
        List("egress", "What may go out. When Egress is isolated and no rule matches, traffic is dropped.", EgressRule),
        List(
            "policyTypes",
            "Directions that the policy isolates. Absent, it is Ingress, and Egress too if there is an egress rule.",
            new StringSchema { Allowed = ["Ingress", "Egress"] }));
}
