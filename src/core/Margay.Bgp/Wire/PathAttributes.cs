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
/// <remarks>What few routes have is kept apart: a table of a million routes has some hundred thousand of these.</remarks>
public sealed record PathAttributes
{
    private RareAttributes _rare = RareAttributes.None;

    /// <summary>ORIGIN.</summary>
    public RouteOrigin Origin { get; init; }

    /// <summary>AS_PATH.</summary>
    public AsPath AsPath { get; init; }

    /// <summary>The next hop, from NEXT_HOP or MP_REACH_NLRI; of either family (RFC 8950).</summary>
    public IpAddr NextHop { get; init; }

    /// <summary>The link-local next hop beside a global one (RFC 2545 §3), or none.</summary>
    public IpAddr LinkLocalNextHop
    {
        get => _rare.LinkLocalNextHop;
        init
        {
            if (value != _rare.LinkLocalNextHop) Set(_rare with { LinkLocalNextHop = value });
        }
    }

    /// <summary>MULTI_EXIT_DISC; lower is preferred.</summary>
    public uint? Med { get; init; }

    /// <summary>LOCAL_PREF; higher is preferred. Never sent to external peers.</summary>
    public uint? LocalPref { get; init; }

    /// <summary>ATOMIC_AGGREGATE.</summary>
    public bool AtomicAggregate { get; init; }

    /// <summary>AGGREGATOR.</summary>
    public Aggregator? Aggregator
    {
        get => _rare.Aggregator;
        init
        {
            if (value != _rare.Aggregator) Set(_rare with { Aggregator = value });
        }
    }

    /// <summary>COMMUNITIES (RFC 1997).</summary>
    public ValueArray<uint> Communities { get; init; }

    /// <summary>EXTENDED COMMUNITIES (RFC 4360), eight octets each.</summary>
    public ValueArray<ulong> ExtendedCommunities
    {
        get => _rare.ExtendedCommunities;
        init
        {
            if (value != _rare.ExtendedCommunities) Set(_rare with { ExtendedCommunities = value });
        }
    }

    /// <summary>LARGE_COMMUNITY (RFC 8092).</summary>
    public ValueArray<LargeCommunity> LargeCommunities
    {
        get => _rare.LargeCommunities;
        init
        {
            if (value != _rare.LargeCommunities) Set(_rare with { LargeCommunities = value });
        }
    }

    /// <summary>ORIGINATOR_ID (RFC 4456 §8): who brought the route into its AS, or none.</summary>
    public IpAddr OriginatorId
    {
        get => _rare.OriginatorId;
        init
        {
            if (value != _rare.OriginatorId) Set(_rare with { OriginatorId = value });
        }
    }

    /// <summary>CLUSTER_LIST (RFC 4456 §8): the clusters that reflected it, the latest first.</summary>
    public ValueArray<uint> ClusterList
    {
        get => _rare.ClusterList;
        init
        {
            if (value != _rare.ClusterList) Set(_rare with { ClusterList = value });
        }
    }

    /// <summary>ONLY_TO_CUSTOMER (RFC 9234 §5).</summary>
    public uint? OnlyToCustomer
    {
        get => _rare.OnlyToCustomer;
        init
        {
            if (value != _rare.OnlyToCustomer) Set(_rare with { OnlyToCustomer = value });
        }
    }

    /// <summary>Optional transitive attributes that are passed on unread, ordered by type.</summary>
    public ValueArray<UnknownAttribute> Unknown
    {
        get => _rare.Unknown;
        init
        {
            if (value != _rare.Unknown) Set(_rare with { Unknown = value });
        }
    }

    private void Set(RareAttributes rare) => _rare = rare == RareAttributes.None ? RareAttributes.None : rare;

    /// <summary>The members of the same names.</summary>
    private sealed record RareAttributes
    {
        public static readonly RareAttributes None = new();

        public IpAddr LinkLocalNextHop { get; init; }

        public Aggregator? Aggregator { get; init; }

        public ValueArray<ulong> ExtendedCommunities { get; init; }

        public ValueArray<LargeCommunity> LargeCommunities { get; init; }

        public IpAddr OriginatorId { get; init; }

        public ValueArray<uint> ClusterList { get; init; }

        public uint? OnlyToCustomer { get; init; }

        public ValueArray<UnknownAttribute> Unknown { get; init; }
    }
}
