using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 BGPFilter, entire.</summary>
internal static class BgpFilterSchema
{
    /// <summary>The longest text of a prefix of each family.</summary>
    private const int MaxV4Length = 18;
    private const int MaxV6Length = 43;

    private const int MaxCommunityLength = 32;
    private const int MaxOperations = 10;
    private const int MaxPrepended = 10;

    private static readonly StringSchema Community = new() { Format = Formats.Community, MinLength = 1, MaxLength = MaxCommunityLength };
    private static readonly IntOrStringSchema AsNumber = new() { Format = Formats.AsNumber };

    private static readonly ObjectSchema Operation = Object(
        "One change of a route; exactly one member.",
        Member("addCommunity", "Adds a community.", Object(
            "A community that the route gets.",
            Required(Member("value", "The community: AS:N of 16 bits each, or AS:N:M of 32 bits each.", Community)))),
        Member("prependASPath", "Puts AS numbers before the path.", Object(
            "AS numbers that come before the path.",
            Required(Member("prefix", "The numbers, in the order in which they then stand there.", new ArraySchema
            {
                Items = AsNumber,
                MinItems = 1,
                MaxItems = MaxPrepended,
            })))),
        Member("setPriority", "Sets the metric.", Object(
            "The metric that the route gets.",
            Required(Whole("value", "The metric.", 1, BgpSchemas.MaxPriority)))));

    private static readonly ObjectSchema RuleV4 = Rule(32, MaxV4Length);
    private static readonly ObjectSchema RuleV6 = Rule(128, MaxV6Length);

    public static ObjectSchema Spec { get; } = Object(
        "Rules by family and direction. In each list the first rule that matches decides; what none matches goes on.",
        List("exportV4", "Rules for IPv4 routes to a peer.", RuleV4),
        List("importV4", "Rules for IPv4 routes from a peer.", RuleV4),
        List("exportV6", "Rules for IPv6 routes to a peer.", RuleV6),
        List("importV6", "Rules for IPv6 routes from a peer.", RuleV6));

    private static ObjectSchema Rule(int addressBits, int maxCidrLength) => Object(
        "Conditions that a route must all meet, and what then becomes of it.",
        Text("cidr", "Range with which the route's prefix is compared.", Formats.Cidr, maxLength: maxCidrLength),
        Choice("matchOperator", "How it is compared with cidr.", ["Equal", "NotEqual", "In", "NotIn"]),
        Member("prefixLength", "Lengths that the route's prefix may have inside cidr.", Object(
            "Lengths of prefixes, both ends included.",
            Whole("min", "Least length. Default: that of cidr.", 0, addressBits),
            Whole("max", "Greatest length. Default: that of a single address.", 0, addressBits))),
        Choice("source", "RemotePeers matches only routes that came from peers.", ["RemotePeers"]),
        Text("interface", "Interface of the route, with * for any characters.", Formats.InterfacePattern),
        Choice("peerType", "Only peers of another AS (eBGP) or of the same (iBGP).", ["eBGP", "iBGP"]),
        Member("communities", "Community that the route carries.", Object(
            "Communities that a route carries.",
            Required(Member("values", "Exactly one community.", new ArraySchema { Items = Community, MinItems = 1, MaxItems = 1 })))),
        List("asPathPrefix", "AS numbers with which the route's path begins.", AsNumber),
        Whole("priority", "Metric of the route.", 1, BgpSchemas.MaxPriority),
        Required(Choice("action", "What becomes of the route.", ["Accept", "Reject"])),
        Member("operations", "What is changed in an accepted route, in order.", new ArraySchema
        {
            Items = Operation,
            MinItems = 1,
            MaxItems = MaxOperations,
        }));
}
