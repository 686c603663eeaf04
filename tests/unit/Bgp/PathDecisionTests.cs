using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

public sealed class PathDecisionTests
{
    private static readonly BgpPath Plain = Path("10.0.0.5", 65001);

    public static TheoryData<string, BgpPath, DecisionStep> Losers => new()
    {
        { "no way to the next hop", Plain with { NextHopCost = null }, DecisionStep.NextHopUnreachable },
        { "excluded", Plain with { Exclusion = Exclusion.AsLoop }, DecisionStep.Excluded },
        { "stale", With(Plain, a => a with { LocalPref = 900, Communities = [WellKnownCommunity.LlgrStale] }), DecisionStep.LongLivedStale },
        { "preference", Plain with { Preference = 99 }, DecisionStep.Preference },
        { "LOCAL_PREF", With(Plain, a => a with { LocalPref = 99 }), DecisionStep.LocalPref },
        { "longer path", With(Plain, a => a with { AsPath = AsPath.Of(65001, 65001) }), DecisionStep.AsPathLength },
        { "ORIGIN", With(Plain, a => a with { Origin = RouteOrigin.Incomplete }), DecisionStep.Origin },
        { "MED, same neighbour", With(Plain, a => a with { Med = 1 }), DecisionStep.Med },
        { "internal", Plain with { Owner = Plain.Owner with { Source = PathSource.Internal } }, DecisionStep.ExternalOverInternal },
        { "further away", Plain with { NextHopCost = 1 }, DecisionStep.NextHopCost },
        { "MED, other neighbour", With(Plain, a => a with { AsPath = AsPath.Of(65002), Med = 1 }) with { Owner = Plain.Owner with { Id = IpAddr.Parse("10.0.0.9") } }, DecisionStep.Multipath },
        { "higher identifier", Plain with { Owner = Plain.Owner with { Id = IpAddr.Parse("10.0.0.9") } }, DecisionStep.Multipath },
        { "originator", With(Plain, a => a with { OriginatorId = IpAddr.Parse("10.0.0.9") }), DecisionStep.Multipath },
        { "more clusters", With(Plain, a => a with { ClusterList = [1] }), DecisionStep.Multipath },
        { "higher address", Plain with { Owner = Plain.Owner with { Address = IpAddr.Parse("10.0.0.9") } }, DecisionStep.Multipath },
        { "higher path identifier", Plain with { PathId = 1 }, DecisionStep.Multipath },
    };

    [Theory]
    [MemberData(nameof(Losers))]
    public void Each_step_has_its_loser(string name, BgpPath loser, DecisionStep step)
    {
        var steps = new DecisionStep[2];

        Assert.True(PathDecision.Select([loser, Plain], steps) == 1, name);
        Assert.Equal([step, DecisionStep.Best], steps);
        Assert.True(PathDecision.Select([Plain, loser], steps) == 0, name);
        Assert.Equal([DecisionStep.Best, step], steps);
    }

    [Fact]
    public void Meds_that_have_no_pairwise_order_give_one_answer()
    {
        // Pairwise: a beats b by identifier, b beats c by identifier, c beats a by MED.
        var a = With(Path("10.0.0.1", 65001), p => p with { Med = 10 });
        var b = Path("10.0.0.2", 65002);
        var c = With(Path("10.0.0.3", 65001), p => p with { Med = 5 });
        var steps = new DecisionStep[3];

        foreach (var order in (BgpPath[][])[[a, b, c], [c, b, a], [b, c, a], [a, c, b], [b, a, c], [c, a, b]])
        {
            Assert.Equal(b, order[PathDecision.Select(order, steps)]);
            Assert.Equal(DecisionStep.Med, steps[Array.IndexOf(order, a)]);
            Assert.Equal(DecisionStep.Multipath, steps[Array.IndexOf(order, c)]);
        }
    }

    [Fact]
    public void No_usable_path_is_no_answer()
    {
        var steps = new DecisionStep[1];
        Assert.Equal(-1, PathDecision.Select([], []));
        Assert.Equal(-1, PathDecision.Select([Plain with { NextHopCost = null }], steps));
        Assert.Equal(DecisionStep.NextHopUnreachable, steps[0]);
    }

    [Fact]
    public void A_copy_with_other_attributes_is_judged_anew()
    {
        var steps = new DecisionStep[2];
        var path = Plain with { PathId = 7 };
        Assert.Equal(0, PathDecision.Select([Plain, path], steps));

        Assert.Equal(1, PathDecision.Select([Plain, With(path, a => a with { LocalPref = 200 })], steps));
        Assert.Equal(DecisionStep.LocalPref, steps[0]);
        Assert.Equal(1, PathDecision.Select([Plain, path with { Preference = 101 }], steps));
        Assert.Equal(DecisionStep.Preference, steps[0]);
    }

    [Fact]
    public void Random_paths_are_judged_as_the_RFC_says_it_whatever_their_order()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            BgpPath[] paths = [.. Enumerable.Range(0, random.Next(1, 8)).Select(n => Random(random, (uint)n))];
            var steps = new DecisionStep[paths.Length];
            var best = PathDecision.Select(paths, steps);
            var (expected, equal) = Naive(paths);
            Assert.True((best < 0 ? null : paths[best]) == expected, $"seed {seed} round {round}");
            Assert.True(
                paths.Where((_, i) => steps[i] is DecisionStep.Best or DecisionStep.Multipath).ToHashSet().SetEquals(equal), $"seed {seed} round {round}");

            random.Shuffle(paths);
            var again = PathDecision.Select(paths, steps);
            Assert.True((again < 0 ? null : paths[again]) == expected, $"seed {seed} round {round}: the order matters");
        }
    }

    /// <summary>RFC 4271 §9.1.2.2 as it is written: one set, and from it is removed what each step removes.</summary>
    private static (BgpPath? Best, IReadOnlyList<BgpPath> Equal) Naive(BgpPath[] paths)
    {
        var left = paths.Where(path => path.NextHopCost is not null).ToList();
        if (left.Count == 0) return (null, []);
        if (left.Exists(path => !path.IsLongLivedStale)) left.RemoveAll(path => path.IsLongLivedStale);
        left = Least(left, path => -path.Preference);
        left = Least(left, path => -(long)(path.Attributes.LocalPref ?? 100));
        left = Least(left, path => path.Attributes.AsPath.Length);
        left = Least(left, path => (long)path.Attributes.Origin);
        left = [.. left.GroupBy(path => path.Attributes.AsPath.First).SelectMany(group => Least([.. group], path => path.Attributes.Med ?? 0))];
        if (left.Exists(path => path.Owner.Source != PathSource.Internal)) left.RemoveAll(path => path.Owner.Source == PathSource.Internal);
        left = Least(left, path => path.NextHopCost!.Value);
        var best = left.OrderBy(path => path.Attributes.OriginatorId.IsNone ? path.Owner.Id : path.Attributes.OriginatorId)
            .ThenBy(path => path.Attributes.ClusterList.Count).ThenBy(path => path.Owner.Address).ThenBy(path => path.PathId).First();
        return (best, left);
    }

    private static List<BgpPath> Least(List<BgpPath> paths, Func<BgpPath, long> of)
    {
        var least = paths.Min(of);
        return paths.FindAll(path => of(path) == least);
    }

    private static BgpPath Random(Random random, uint n) => new()
    {
        Owner = new PathOwner(
            1, (PathSource)random.Next(1, 3), IpAddr.V4(0x0A000000u + (uint)random.Next(2)), IpAddr.V4(0x0A000000u + (uint)random.Next(2))),
        PathId = n,
        Preference = random.Next(8) == 0 ? 200 : 100,
        NextHopCost = random.Next(8) == 0 ? null : (uint)random.Next(2),
        Attributes = new PathAttributes
        {
            Origin = (RouteOrigin)(random.Next(4) / 3),
            AsPath = random.Next(4) == 0 ? AsPath.Of(65001, 65003) : AsPath.Of(65001 + (uint)random.Next(2)),
            Med = random.Next(2) == 0 ? null : (uint)random.Next(3),
            LocalPref = random.Next(4) == 0 ? 200 : null,
            Communities = random.Next(8) == 0 ? [WellKnownCommunity.LlgrStale] : [],
            OriginatorId = random.Next(4) == 0 ? IpAddr.V4(0x0A000000u + (uint)random.Next(2)) : default,
            ClusterList = random.Next(4) == 0 ? [1] : [],
        },
    };

    private static BgpPath Path(string peer, uint neighbour) => new()
    {
        Owner = new PathOwner(1, PathSource.External, IpAddr.Parse(peer), IpAddr.Parse(peer)),
        Attributes = new PathAttributes { AsPath = AsPath.Of(neighbour) },
    };

    private static BgpPath With(BgpPath path, Func<PathAttributes, PathAttributes> change) => path with { Attributes = change(path.Attributes) };
}
