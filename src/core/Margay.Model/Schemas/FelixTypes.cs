using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The structures that settings of FelixConfiguration are made of.</summary>
internal static class FelixTypes
{
    /// <summary>The most port ranges that one multiport match holds.</summary>
    private const int MaxPortRanges = 7;

    public static ObjectSchema ProtoPort { get; } = Object(
        "A port that stays open whatever policies say.",
        Choice("protocol", "Transport protocol.", ["TCP", "UDP", "SCTP"]),
        Required(Whole("port", "The port.", 0, 65535)),
        Text("net", "Peers that the exception is for; absent means everybody.", Formats.Cidr));

    public static ObjectSchema RouteTableRange { get; } = Object(
        "Numbers of kernel routing tables, both ends included.",
        Required(Long("min", "First table.", 1, uint.MaxValue)),
        Required(Long("max", "Last table.", 1, uint.MaxValue)));

    public static ArraySchema PortRanges { get; } = new()
    {
        Items = new IntOrStringSchema { Format = Formats.PortRange },
        MaxItems = MaxPortRanges,
    };

    public static ObjectSchema HealthTimeoutOverride { get; } = Object(
        "How long one part of the agent may stay silent before it counts as hung.",
        Required(Text("name", "Name of the part, as health reports show it.", minLength: 1)),
        Required(Duration("timeout", "The time; 0s switches the check off.")));

    public static ObjectSchema ConntrackTimeouts { get; } = Object(
        "How long the eBPF connection table keeps idle entries; Auto takes the kernel's own setting.",
        Text(
            "creationGracePeriod",
            "Least age at which an entry may be removed. Default: 10s.",
            Formats.DurationOrAuto),
        Text("tcpSynSent", "A TCP connection that was not answered. Default: 20s.", Formats.DurationOrAuto),
        Text("tcpEstablished", "An open TCP connection. Default: 1h.", Formats.DurationOrAuto),
        Text("tcpFinsSeen", "A TCP connection that both ends closed. Default: Auto.", Formats.DurationOrAuto),
        Text("tcpResetSeen", "A TCP connection that was reset. Default: 40s.", Formats.DurationOrAuto),
        Text("udpTimeout", "A UDP flow. Default: 60s.", Formats.DurationOrAuto),
        Text("genericTimeout", "A flow of another protocol. Default: 10m.", Formats.DurationOrAuto),
        Text("icmpTimeout", "An ICMP exchange. Default: 5s.", Formats.DurationOrAuto));
}
