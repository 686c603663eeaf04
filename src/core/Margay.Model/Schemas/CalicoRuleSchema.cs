using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 Rule, entire.</summary>
internal static class CalicoRuleSchema
{
    private const int MaxRules = 1024;
    private const int MaxNets = 256;
    private const int MaxPorts = 50;
    private const int MaxDomains = 256;
    private const int MaxHttpEntries = 20;
    private const int MaxHttpPathLength = 1024;
    private const int MaxIcmpType = 254;
    private const int MaxIcmpCode = 255;

    private static readonly ObjectSchema ServiceAccounts = Object(
        "Pods by the service account under which they run. Names and selector must both hold.",
        Texts("names", "Names of accounts; empty means any."),
        Text("selector", "Accounts by their labels; projectcalico.org/name is the account's name.", Formats.Selector));

    private static readonly ObjectSchema Services = Object(
        "The endpoints behind a service, as its EndpointSlices list them, ready or not. The service's own address is not meant.",
        Required(Text("name", "Name of the service.")),
        Text("namespace", "Namespace of the service. Absent means the policy's own; a policy without one must name it."));

    private static readonly ObjectSchema Entity = Object(
        "One end of a packet. All of the conditions must hold.",
        Limited(Texts("nets", "Ranges or addresses of which one must contain the address.", Formats.Net), MaxNets),
        Limited(Texts("notNets", "Ranges or addresses of which none may contain the address.", Formats.Net), MaxNets),
        Text(
            "selector",
            "Pods, host endpoints and network sets by their labels. In a policy of a namespace these are looked for in that "
            + "namespace, unless namespaceSelector is there.",
            Formats.Selector),
        Text(
            "notSelector",
            "Pods, host endpoints and network sets that this end must not be. What is none of them passes.",
            Formats.Selector),
        Text(
            "namespaceSelector",
            "Namespaces in which selector looks. all() means any namespace; global() means what is in none: host endpoints "
            + "and global network sets.",
            Formats.Selector),
        Limited(
            List("ports", "Numbers, ranges such as 8000:8080, or names of ports of which one must match.", PortItem), MaxPorts),
        Limited(List("notPorts", "Numbers, ranges or names of ports of which none may match.", PortItem), MaxPorts),
        Limited(
            Texts(
                "domains",
                "Names, as in example.com, or *.example.com for every name below it, that stand for the addresses that pods were told "
                + "for them by a DNS server that is trusted. Only in the destination of an egress rule that allows.",
                Formats.DomainPattern),
            MaxDomains),
        Member("serviceAccounts", "Pods by their service account.", ServiceAccounts),
        Member(
            "services",
            "The endpoints behind a service: as source of ingress or destination of egress, and with no other condition on "
            + "who that is.",
            Services));

    private static readonly ObjectSchema Icmp = Object(
        "A kind of ICMP message.",
        Whole("type", "Type of the message; absent means any.", 0, MaxIcmpType),
        Whole("code", "Code within the type; absent means any.", 0, MaxIcmpCode));

    private static readonly ObjectSchema Http = Object(
        "HTTP requests by method and path. They are enforced by sidecars; the node's kernel lets the connection pass.",
        Limited(Texts("methods", "Methods such as GET; empty means any."), MaxHttpEntries),
        Limited(
            List("paths", "Paths; empty means any.", Object(
                "A path: either exact or prefix.",
                Text("exact", "The whole path.", maxLength: MaxHttpPathLength),
                Text("prefix", "Beginning of the path.", maxLength: MaxHttpPathLength))),
            MaxHttpEntries));

    private static readonly ObjectSchema Metadata = Object(
        "Notes on the rule.",
        TextMap("annotations", "Key and value pairs that come out as comments of the kernel's rules."));

    private static readonly ObjectSchema Rule = Object(
        "Says what becomes of the packets that match all of its conditions.",
        Required(Choice(
            "action",
            "Allow and Deny decide. Pass leaves the tier and goes on with the next. Log writes to the log and goes on with the "
            + "next rule.",
            ["Allow", "Deny", "Log", "Pass"])),
        Whole("ipVersion", "4 or 6; absent means both."),
        IntOrString(
            "protocol", "Protocol by name (TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite) or number; absent means any.", Formats.Protocol),
        IntOrString("notProtocol", "Protocol that the packet must not have.", Formats.Protocol),
        Member("icmp", "Kind of ICMP message; protocol must be ICMP or ICMPv6.", Icmp),
        Member("notICMP", "Kind of ICMP message that the packet must not be.", Icmp),
        Member("source", "Where the packet comes from.", Entity),
        Member("destination", "Where the packet goes.", Entity),
        Member("http", "HTTP request; only in rules that allow ingress over TCP.", Http),
        Member("metadata", "Notes on the rule.", Metadata));

    public static Property Ingress { get; } = Limited(
        List("ingress", "Rules for what comes in, in order; the first that matches decides.", Rule), MaxRules);

    public static Property Egress { get; } = Limited(
        List("egress", "Rules for what goes out, in order; the first that matches decides.", Rule), MaxRules);

    private static IntOrStringSchema PortItem => new() { Format = Formats.RulePort };
}
