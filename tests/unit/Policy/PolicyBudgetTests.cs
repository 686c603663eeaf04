using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Evaluation;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

/// <summary>What the paths that run for every flow and every change may allocate.</summary>
public sealed class PolicyBudgetTests
{
    private const int Turns = 200;

    [Fact]
    public void Matching_a_selector_allocates_nothing()
    {
        var selector = Margay.Model.Selectors.Selector.Parse("! (a == 'b' && c in {'d', 'e'}) || has(f) && g starts with 'h'");
        var labels = LabelSet.Of(new Dictionary<string, string> { ["a"] = "b", ["c"] = "e", ["f"] = "", ["g"] = "i" });
        Assert.Equal(0, BytesPerTurn(_ => selector.Matches(labels)));
    }

    [Fact]
    public void Parsing_a_selector_allocates_little_more_than_its_parts() =>
        Assert.InRange(BytesPerTurn(_ => Margay.Model.Selectors.Selector.Parse("! (a == \"b\"&&! c != \"d\") || !(a == \"b\" && !c != \"d\")")), 1, 1400);

    [Fact]
    public void Judging_a_packet_allocates_nothing()
    {
        var graph = ClusterWithSelectors(50);
        var compiled = new CompiledIntent();
        compiled.Apply(graph.Apply(new SnapshotDelta([], InSync: true)));
        var endpoint = compiled.Endpoints["cali1"];
        var packet = new Packet(IpAddr.Parse("10.0.0.2"), IpAddr.Parse("10.0.0.1"), IpProtocol.Tcp, 80);
        Assert.Equal(0, BytesPerTurn(_ => compiled.Evaluate(endpoint, Direction.Ingress, packet)));
        Assert.Equal(0, BytesPerTurn(_ => compiled.Evaluate(endpoint, Direction.Egress, packet)));
    }

    [Fact]
    public void A_pod_that_changes_its_labels_costs_what_it_touches_not_what_there_is()
    {
        var graph = ClusterWithSelectors(1000);
        graph.Apply(new SnapshotDelta([], InSync: true));
        var deltas = Enumerable.Range(0, 2 * Turns)
            .Select(turn => new SnapshotDelta([.. Upserts(Labelled(Pod("shop", "db", "10.0.0.2"), $"{turn % 10}"))], InSync: true))
            .ToList();
        Assert.InRange(BytesPerTurn(turn => graph.Apply(deltas[turn])), 1, 4000);
    }

    /// <summary>A local pod, another one, and policies that let in what has each of many labels.</summary>
    private static PolicyGraph ClusterWithSelectors(int count)
    {
        var graph = new PolicyGraph("n1");
        graph.Apply(new SnapshotDelta(
            [
                .. Upserts(Namespace("shop"), Pod("shop", "web", "10.0.0.1"), Labelled(Pod("shop", "db", "10.0.0.2"), "0")),
                .. Enumerable.Range(0, count).SelectMany(i => Upserts(Ingress("shop", $"p{i}", From(Pods("stage=live", $"kind={i}"))))),
                new SnapshotChange.LocalEndpointUpsert(new LocalEndpoint("cali1", "shop", "web", [IpAddr.Parse("10.0.0.1")])),
            ],
            InSync: false));
        return graph;
    }

    private static IEnumerable<SnapshotChange> Upserts(params Resource[] resources) =>
        resources.Select(ResourceChanges.Upserted).OfType<SnapshotChange>();

    private static Pod Labelled(Pod pod, string kind) => pod with
    {
        Metadata = pod.Metadata with { Labels = new Dictionary<string, string> { ["stage"] = "live", ["kind"] = kind } },
    };

    /// <summary>The bytes that one turn allocates, once all is warm.</summary>
    private static long BytesPerTurn<T>(Func<int, T> work)
    {
        for (var turn = 0; turn < Turns; turn++) work(turn);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = Turns; turn < 2 * Turns; turn++) work(turn);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Turns;
    }
}
