using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Attributes and prefixes of every kind, from a seeded source.</summary>
internal sealed class RandomUpdates(Random random)
{
    public PathAttributes Attributes(IpFamily nextHop) => new()
    {
        Origin = (RouteOrigin)random.Next(3),
        AsPath = Path(),
        NextHop = Address(nextHop),
        LinkLocalNextHop = nextHop == IpFamily.V6 && Chance() ? IpAddr.Parse("fe80::1") : default,
        Med = Chance() ? Number() : null,
        LocalPref = Number(),
        AtomicAggregate = Chance(),
        Aggregator = Chance() ? new Aggregator(Number(), Address(IpFamily.V4)) : null,
        Communities = Numbers(),
        ExtendedCommunities = ValueArray.Create<ulong>([.. Numbers().Select(number => (ulong)number << 20)]),
        LargeCommunities = ValueArray.Create<LargeCommunity>([.. Numbers().Select(number => new LargeCommunity(number, 1, 2))]),
        OriginatorId = Chance() ? Address(IpFamily.V4) : default,
        ClusterList = Numbers(),
        OnlyToCustomer = Chance() ? Number() : null,
        Unknown = Chance() ? [new UnknownAttribute(99, [1, 2, 3]), new UnknownAttribute(200, [])] : [],
    };

    public Nlri[] Routes(IpFamily family, int count, bool withPathIds) =>
    [
        .. Enumerable.Range(0, count).Select(_ => new Nlri(
            Cidr.Create(Address(family), random.Next(IpAddr.BitLengthOf(family) + 1)), withPathIds ? Number() : 0)),
    ];

    private AsPath Path()
    {
        var path = AsPath.Of([.. Numbers()]);
        if (Chance()) path = new AsPath([.. path.Segments, new AsPathSegment(SegmentKind.Set, [Number(), Number()])]);
        return path;
    }

    private IpAddr Address(IpFamily family) =>
        family == IpFamily.V4 ? IpAddr.V4(0x0A000000u | (Number() >> 8)) : IpAddr.V6(((UInt128)0x20010db8 << 96) | Number());

    private ValueArray<uint> Numbers() => ValueArray.Create<uint>([.. Enumerable.Range(0, random.Next(4)).Select(_ => Number())]);

    private uint Number() => (uint)random.NextInt64(1, 1L << 32);

    private bool Chance() => random.Next(2) == 0;
}
