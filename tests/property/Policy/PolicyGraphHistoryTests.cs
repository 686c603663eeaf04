using CsCheck;
using Margay.Policy.Snapshot;

namespace Margay.Tests.Property.Policy;

/// <summary>Whatever happens in whatever order, the graph says what the oracle says, and its past leaves no trace.</summary>
public sealed class PolicyGraphHistoryTests
{
    /// <summary>A history cut into deltas: what happens, and after how many deltas the view is complete.</summary>
    private static readonly Gen<(List<List<Happening>> Deltas, int InSyncFrom)> Histories =
        Gen.Select(ClusterGen.Happening.List[0, 8].List[1, 8], Gen.Int[0, 3]);

    [Fact]
    public void After_every_delta_the_intent_is_what_the_oracle_says() =>
        Histories.Sample(history => FollowAndCompare(history.Deltas, history.InSyncFrom), iter: Soak.Histories(300), time: Soak.Time, print: Describe);

    [Fact]
    public void After_any_history_the_intent_is_that_of_a_fresh_start() =>
        Gen.Select(Histories, Gen.Int).Sample(
            (history, seed) =>
            {
                var world = new World();
                var graph = new GraphUnderTest();
                foreach (var delta in history.Deltas)
                {
                    graph.Apply(Hear(world, delta), inSync: true);
                    AssertSame(world, Fresh(world, seed).Describe(), graph.Describe());
                }
            },
            iter: Soak.Histories(1000),
            time: Soak.Time);

    [Fact]
    public void Who_comes_late_gets_what_the_deltas_add_up_to() =>
        Histories.Sample(
            history =>
            {
                var world = new World();
                var graph = new GraphUnderTest();
                foreach (var delta in history.Deltas)
                {
                    graph.Apply(Hear(world, delta), inSync: true);
                    AssertSame(world, graph.Describe(), graph.DescribeWhole());
                }
            },
            iter: Soak.Histories(300),
            time: Soak.Time);

    [Fact]
    public void It_does_not_matter_how_a_history_is_cut_and_repeated() =>
        Histories.Sample(
            history =>
            {
                var world = new World();
                var asIs = new GraphUnderTest();
                var split = new GraphUnderTest();
                var repeated = new GraphUnderTest();
                foreach (var delta in history.Deltas)
                {
                    var changes = Hear(world, delta);
                    asIs.Apply(changes, inSync: true);
                    foreach (var change in changes) split.Apply([change], inSync: true);
                    repeated.Apply(changes.Concat(changes), inSync: true);
                    Assert.True(repeated.Apply(Changes(world.Everything()), inSync: true).IsEmpty, "a repetition changes nothing");
                    Assert.True(split.Apply([], inSync: true).IsEmpty, "an empty delta changes nothing");
                }

                var squashed = new GraphUnderTest();
                squashed.Apply(Changes(history.Deltas.SelectMany(delta => delta)), inSync: true);
                AssertSame(world, asIs.Describe(), split.Describe());
                AssertSame(world, asIs.Describe(), repeated.Describe());
                AssertSame(world, asIs.Describe(), squashed.Describe());
            },
            iter: Soak.Histories(500),
            time: Soak.Time);

    [Fact]
    public void Events_that_go_back_end_where_they_end() =>
        Histories.Sample(
            history =>
            {
                var there = history.Deltas.SelectMany(delta => delta).ToList();
                var world = new World();
                var graph = new GraphUnderTest();
                graph.Apply(Hear(world, there), inSync: true);
                graph.Apply(Hear(world, [.. Enumerable.Reverse(there)]), inSync: true);
                AssertSame(world, Fresh(world, 1).Describe(), graph.Describe());
                graph.Apply(Hear(world, there), inSync: true);
                AssertSame(world, Fresh(world, 2).Describe(), graph.Describe());
            },
            iter: Soak.Histories(500),
            time: Soak.Time);

    private static void FollowAndCompare(List<List<Happening>> deltas, int inSyncFrom)
    {
        var world = new World();
        var graph = new GraphUnderTest();
        for (var i = 0; i < deltas.Count; i++)
        {
            var isInSync = i >= inSyncFrom;
            var emitted = graph.Apply(Hear(world, deltas[i]), isInSync);
            if (!isInSync) Assert.True(emitted.IsEmpty, "something was emitted before the view was complete");
            else if (OracleComparison.FirstDifference(world, graph.Intent, turn: i) is { } difference) Assert.Fail(Report(world, difference));
        }
    }

    private static GraphUnderTest Fresh(World world, int seed)
    {
        var changes = Changes(world.Everything());
        new Random(seed).Shuffle(changes);
        var graph = new GraphUnderTest();
        graph.Apply(changes, inSync: true);
        return graph;
    }

    private static SnapshotChange[] Hear(World world, List<Happening> happenings)
    {
        happenings.ForEach(world.Apply);
        return Changes(happenings);
    }

    private static SnapshotChange[] Changes(IEnumerable<Happening> happenings) =>
        [.. happenings.Select(World.ChangeOf).OfType<SnapshotChange>()];

    private static void AssertSame(World world, string expected, string actual)
    {
        if (expected != actual) Assert.Fail(Report(world, $"expected\n{expected}\nactual\n{actual}"));
    }

    private static string Report(World world, string difference) => $"{difference}\n\nin\n{world.Describe()}";

    private static string Describe((List<List<Happening>> Deltas, int InSyncFrom) history)
    {
        var world = new World();
        history.Deltas.ForEach(delta => delta.ForEach(world.Apply));
        return $"{history.Deltas.Count} deltas, in sync from {history.InSyncFrom}, that end in\n{world.Describe()}";
    }
}
