using System.Diagnostics;
using Margay.Bench.Results;
using Margay.Model.Selectors;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Bench.PolicyCompute;

/// <summary>The policy graph of one node in a large cluster: from nothing, and then change by change.</summary>
internal sealed class PolicyComputeScenario : IScenario
{
    private const int Changes = 300;

    private static readonly ClusterShape Shape = new(Pods: 100_000, LocalPods: 100, Policies: 10_000);

    public string Name => "policy-compute";

    public string Method =>
        $"{Shape.Pods:N0} pods ({Shape.LocalPods} local) and {Shape.Policies:N0} NetworkPolicies of five rules, beside a scan of all pods or all selectors";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var (cold, heap, allocated, scans) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        PolicyGraph graph = new();
        for (var round = 0; round < options.Rounds && !stop.IsCancellationRequested; round++)
        {
            progress.Round(Name, round, options.Rounds);
            graph = new PolicyGraph();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var changes = Shape.Changes().ToList();
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            cold.Add(Seconds(() => graph.Apply(new SnapshotDelta(changes, InSync: true))));
            allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / 1e6);
            scans.Add(Seconds(() => ScanPods(changes)));
            changes = null;
            heap.Add(Math.Max(GC.GetTotalMemory(forceFullCollection: true) - before, 0) / 1e6);
        }

        stop.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<Comparison>>(
        [
            new Comparison("cold compute", new Series(Unit.Seconds, cold), "1 in 100 policies scans all pods", new Series(Unit.Seconds, scans)),
            new Comparison("allocated on the way", new Series(Unit.Megabytes, allocated), "budget", Series.Of(Unit.Megabytes, 1500)),
            new Comparison("live heap, events released", new Series(Unit.Megabytes, heap), "budget", Series.Of(Unit.Megabytes, 350), Goal.AtMost(1)),
            PodChange(graph),
            PolicyChange(graph),
        ]);
    }

    private static Comparison PodChange(PolicyGraph graph)
    {
        var selectors = Enumerable.Range(0, Shape.Policies * 6).Select(index => Selector.FromLabelSelector(ClusterShape.Marker(index))).ToList();
        var (ours, scan) = (new List<double>(), new List<double>());
        for (var turn = 1; turn <= Changes; turn++)
        {
            var pod = ClusterShape.Pod(turn * 37, turn);
            var change = ClusterShape.Upserted(pod);
            ours.Add(Seconds(() => graph.Apply(new SnapshotDelta([change], InSync: true))) * 1e6);
            var labels = LabelSet.Of(pod.Metadata.Labels);
            scan.Add(Seconds(() => selectors.Count(selector => selector.Matches(labels))) * 1e6);
        }

        return new Comparison("one pod's labels change", new Series(Unit.Microseconds, ours), "all selectors matched", new Series(Unit.Microseconds, scan));
    }

    private static Comparison PolicyChange(PolicyGraph graph)
    {
        var (ours, again) = (new List<double>(), new List<double>());
        var pods = Enumerable.Range(0, 10_000).Select(index => LabelSet.Of(ClusterShape.Pod(index, 0).Metadata.Labels)).ToList();
        for (var turn = 1; turn <= Changes; turn++)
        {
            var change = ClusterShape.Upserted(ClusterShape.Policy(turn * 29, turn));
            ours.Add(Seconds(() => graph.Apply(new SnapshotDelta([change], InSync: true))) * 1e6);
            var selector = Selector.FromLabelSelector(ClusterShape.Marker(turn));
            again.Add(Seconds(() => pods.Count(selector.Matches)) * 1e6 * (Shape.Pods / pods.Count));
        }

        return new Comparison("one policy changes", new Series(Unit.Microseconds, ours), "one selector scans all pods", new Series(Unit.Microseconds, again));
    }

    /// <summary>What computing every peer selection of every policy by itself costs: measured on 1 in 100 of the policies.</summary>
    private static int ScanPods(IReadOnlyList<SnapshotChange> changes)
    {
        var labels = changes.OfType<SnapshotChange.PodUpsert>().Select(static pod => pod.Facts.Labels).ToList();
        return Enumerable.Range(0, Shape.Policies / 100)
            .Sum(index => labels.Count(Selector.FromLabelSelector(ClusterShape.Marker(index)).Matches));
    }

    private static double Seconds<T>(Func<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        _ = work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
