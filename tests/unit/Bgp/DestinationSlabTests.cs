using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>The places of destinations and of their paths against collections of the library, and what choosing by increments comes to.</summary>
public sealed class DestinationSlabTests
{
    private static readonly PathOwner[] Owners =
    [
        .. Enumerable.Range(1, 12).Select(number => new PathOwner(
            number, number % 3 == 0 ? PathSource.Internal : PathSource.External, IpAddr.V4((uint)number), IpAddr.V4(99u - (uint)number))),
    ];

    [Fact]
    public void Every_prefix_is_found_in_its_place_and_places_are_used_again()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var slab = new DestinationSlab();
        var model = new Dictionary<Cidr, int>();
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 9000; i++)
            {
                var prefix = Some(random);
                Assert.True(slab.Find(prefix) == model.GetValueOrDefault(prefix, -1), $"seed {seed}: {prefix}");
                if (!model.ContainsKey(prefix)) model[prefix] = slab.Add(prefix);
            }

            // Most rounds take nearly everything away again, some all of it.
            foreach (var (prefix, place) in model.ToList())
            {
                if (round % 3 != 0 && random.Next(100) == 0) continue;
                slab.Remove(place);
                model.Remove(prefix);
            }

            Assert.Equal(model.Count, slab.Count);
            Assert.Equal(model.Values.Order(), slab.Places().Order());
            Assert.All(model, pair => Assert.Equal((pair.Key, pair.Value), (slab[pair.Value].Prefix, slab.Find(pair.Key))));
        }
    }

    [Fact]
    public void Runs_do_not_overlap_and_are_empty_when_they_are_given()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var slab = new PathSlab();
        var taken = new List<(PathRun Run, BgpPath Mark)>();
        for (var i = 0; i < 20_000; i++)
        {
            if (taken.Count > 0 && random.Next(5) < (i < 10_000 ? 2 : 3))
            {
                var at = random.Next(taken.Count);
                Assert.True(taken[at].Run.Span.IndexOfAnyExcept(taken[at].Mark) < 0, $"seed {seed}: another run has its places");
                slab.Return(taken[at].Run);
                taken.RemoveAt(at);
                continue;
            }

            var places = random.Next(20) == 0 ? random.Next(2, 40_000) : random.Next(2, 40);
            var run = slab.Take(places);
            Assert.InRange(run.Length, places, (2 * places) - 1);
            Assert.True(run.Span.IndexOfAnyExcept((BgpPath)null!) < 0, $"seed {seed}: a run of {places} is not empty");
            var mark = Path(random, Owners[0], 0);
            run.Span.Fill(mark);
            taken.Add((run, mark));
        }
    }

    [Fact]
    public void What_is_chosen_path_by_path_is_what_is_chosen_of_all_at_once()
    {
        var first = Environment.TickCount;
        for (var seed = first; seed < first + 3000; seed++)
        {
            var random = new Random(seed);
            var slot = new DestinationSlot(Cidr.Parse("10.0.0.0/8"));
            var slab = new PathSlab();
            for (var i = 0; i < 25; i++)
            {
                var before = slot.Chosen.ToArray();
                var owner = random.GetItems(Owners, 1)[0];
                bool isChanged;
                if (random.Next(4) == 0) isChanged = slot.Remove(owner.Number, pathId: 1, slab) is not null && slot.Choose();
                else isChanged = slot.Put(Path(random, owner, pathId: (uint)random.Next(2)), slab) is null ? slot.ChooseWithLast() : slot.Choose();

                var steps = new DecisionStep[slot.Paths.Length];
                var best = PathDecision.Select(slot.Paths, steps);
                Assert.True(slot.Chosen.Length == steps.Count(step => step is DecisionStep.Best or DecisionStep.Multipath), $"seed {seed}, {i}: {slot.Chosen.Length} are chosen");
                Assert.True(best <= 0 && !steps.Take(slot.Chosen.Length).Except([DecisionStep.Best, DecisionStep.Multipath]).Any(), $"seed {seed}, {i}: others are chosen");
                Assert.True(isChanged || slot.Chosen.SequenceEqual(before), $"seed {seed}, {i}: the choice is another, and was said not to be");
            }
        }
    }

    private static Cidr Some(Random random) => random.Next(4) switch
    {
        0 => Cidr.Create(IpAddr.V6(((UInt128)0xfd00 << 112) + (UInt128)random.Next(5000)), random.Next(100, 129)),
        1 => Cidr.Create(IpAddr.V4((uint)random.Next()), random.Next(33)),
        _ => Cidr.Create(IpAddr.V4(0x0A000000u + ((uint)random.Next(20_000) << 8)), 24),
    };

    private static BgpPath Path(Random random, PathOwner owner, uint pathId) => new()
    {
        Owner = owner,
        PathId = pathId,
        NextHopCost = random.Next(8) switch { 0 => null, 1 => 2, _ => 1 },
        Exclusion = random.Next(8) == 0 ? Exclusion.Policy : Exclusion.None,
        Attributes = new PathAttributes
        {
            AsPath = AsPath.Of([.. Enumerable.Range(1, random.Next(8) == 0 ? 2 : 1).Select(_ => (uint)random.Next(64500, 64503))]),
            Med = random.Next(30) == 0 ? (uint)random.Next(3) : null,
        },
    };
}
