using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary><see cref="PathAttributes"/> while they are read: the same members, to be set one after the other.</summary>
internal struct AttributeDraft
{
    public RouteOrigin Origin;
    public AsPath AsPath;
    public IpAddr NextHop;
    public uint? Med;
    public uint? LocalPref;
    public bool AtomicAggregate;
    public Aggregator? Aggregator;
    public ValueArray<uint> Communities;
    public ValueArray<ulong> ExtendedCommunities;
    public ValueArray<LargeCommunity> LargeCommunities;
    public IpAddr OriginatorId;
    public ValueArray<uint> ClusterList;
    public uint? OnlyToCustomer;

    /// <param name="nextHop">The next hop, and the link-local one beside it or none.</param>
    /// <param name="unknown">What was passed over, ordered by type.</param>
    public readonly PathAttributes ToAttributes((IpAddr Global, IpAddr LinkLocal) nextHop, ValueArray<UnknownAttribute> unknown) => new()
    {
        Origin = Origin,
        AsPath = AsPath,
        NextHop = nextHop.Global,
        LinkLocalNextHop = nextHop.LinkLocal,
        Med = Med,
        LocalPref = LocalPref,
        AtomicAggregate = AtomicAggregate,
        Aggregator = Aggregator,
        Communities = Communities,
        ExtendedCommunities = ExtendedCommunities,
        LargeCommunities = LargeCommunities,
        OriginatorId = OriginatorId,
        ClusterList = ClusterList,
        OnlyToCustomer = OnlyToCustomer,
        Unknown = unknown,
    };
}
