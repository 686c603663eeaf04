using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>How a route came into BGP (RFC 4271 §5.1.1); the lower is preferred.</summary>
public enum RouteOrigin : byte
{
    /// <summary>From the interior of its AS.</summary>
    Igp = 0,

    /// <summary>From EGP.</summary>
    Egp = 1,

    /// <summary>In some other way.</summary>
    Incomplete = 2,
}

/// <summary>A large community (RFC 8092): an AS and two numbers of its own.</summary>
public readonly record struct LargeCommunity(uint Global, uint Local1, uint Local2)
{
    /// <summary>As in <c>64512:1:2</c>.</summary>
    public override string ToString() => $"{Global}:{Local1}:{Local2}";
}

/// <summary>Who aggregated a route (RFC 4271 §5.1.7).</summary>
public readonly record struct Aggregator(uint As, IpAddr Id);

/// <summary>An attribute that this speaker does not know, as it came.</summary>
public readonly record struct UnknownAttribute(byte Type, ValueArray<byte> Value);

/// <summary>Everything that is said of a route beside its prefix. Equal by value.</summary>
public sealed record PathAttributes
{
    /// <summary>ORIGIN.</summary>
    public RouteOrigin Origin { get; init; }

    /// <summary>AS_PATH.</summary>
    public AsPath AsPath { get; init; }

    /// <summary>The next hop, from NEXT_HOP or MP_REACH_NLRI; of either family (RFC 8950).</summary>
    public IpAddr NextHop { get; init; }

    /// <summary>The link-local next hop beside a global one (RFC 2545 §3), or none.</summary>
    public IpAddr LinkLocalNextHop { get; init; }

    /// <summary>MULTI_EXIT_DISC; lower is preferred.</summary>
    public uint? Med { get; init; }

    /// <summary>LOCAL_PREF; higher is preferred. Never sent to external peers.</summary>
    public uint? LocalPref { get; init; }

    /// <summary>ATOMIC_AGGREGATE.</summary>
    public bool AtomicAggregate { get; init; }

    /// <summary>AGGREGATOR.</summary>
    public Aggregator? Aggregator { get; init; }

    /// <summary>COMMUNITIES (RFC 1997).</summary>
    public ValueArray<uint> Communities { get; init; }

    /// <summary>EXTENDED COMMUNITIES (RFC 4360), eight octets each.</summary>
    public ValueArray<ulong> ExtendedCommunities { get; init; }

    /// <summary>LARGE_COMMUNITY (RFC 8092).</summary>
    public ValueArray<LargeCommunity> LargeCommunities { get; init; }

    /// <summary>ORIGINATOR_ID (RFC 4456 §8): who brought the route into its AS, or none.</summary>
    public IpAddr OriginatorId { get; init; }

    /// <summary>CLUSTER_LIST (RFC 4456 §8): the clusters that reflected it, the latest first.</summary>
    public ValueArray<uint> ClusterList { get; init; }

    /// <summary>ONLY_TO_CUSTOMER (RFC 9234 §5).</summary>
    public uint? OnlyToCustomer { get; init; }

    /// <summary>Optional transitive attributes that are passed on unread, ordered by type.</summary>
    public ValueArray<UnknownAttribute> Unknown { get; init; }
}
