using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 NetworkSet, GlobalNetworkSet, Profile and HostEndpoint, entire.</summary>
internal static class EndpointSchemas
{
    public static ObjectSchema NetworkSetSpec { get; } = Object(
        "Addresses that rules select by the labels of the set.",
        Texts("nets", "Ranges or addresses, of either family.", Formats.Net));

    public static ObjectSchema ProfileSpec { get; } = Object(
        "Rules for endpoints about which no tier has decided, and labels for them.",
        CalicoRuleSchema.Ingress,
        CalicoRuleSchema.Egress,
        TextMap("labelsToApply", "Labels that the endpoints get; where they have one of the same key, their own counts."));

    public static ObjectSchema HostEndpointSpec { get; } = Object(
        "Which interfaces of which node, and what policies know of them.",
        Required(Text("node", "Node that has the interfaces.")),
        Text(
            "interfaceName",
            "Name of one interface, or * for all that no other host endpoint names. Absent, the interface is the one with one "
            + "of expectedIPs."),
        Texts(
            "expectedIPs",
            "Addresses by which rules know the endpoint; by them the interface is found if it has no name here.",
            Formats.Ip),
        Texts("profiles", "Profiles that decide when no tier has, in order."),
        List("ports", "Ports that rules may name.", Object(
            "A port with a name.",
            Required(Text("name", "Name of the port.")),
            Required(IntOrString("protocol", "Protocol by name or number: TCP, UDP or SCTP.", Formats.Protocol)),
            Required(Whole("port", "Number of the port.", 1, 65535)))));
}
