using System.Runtime.CompilerServices;
using Margay.Bench.Results;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;

namespace Margay.Bench.PolicyCompute;

/// <summary>One shape, computed from an empty graph again and again.</summary>
internal sealed class ColdCompute(IComputeShape shape)
{
    private readonly List<double> _seconds = [];
    private readonly List<double> _processor = [];
    private readonly List<double> _heap = [];
    private readonly List<double> _allocated = [];

    /// <summary>Computes once more; the graph is what stays alive, the changes and the intent go.</summary>
    public PolicyGraph Run()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var graph = Compute();
        _heap.Add(Math.Max(GC.GetTotalMemory(forceFullCollection: true) - before, 0) / 1e6);
        return graph;
    }

    /// <summary>Time, live heap and allocation beside Calico's figures, which are budgets and not run here.</summary>
    public IEnumerable<Comparison> Results()
    {
        const string budget = "Calico's figure, a budget";
        yield return new Comparison(
            $"{shape.Name}: time", new Series(Unit.Seconds, _seconds), budget, Series.Of(Unit.Seconds, shape.Calico.Seconds), Goal.AtMost(0.5));
        yield return new Comparison(
            $"{shape.Name}: processor time", new Series(Unit.Seconds, _processor), budget, Series.Of(Unit.Seconds, shape.Calico.Seconds));
        yield return new Comparison(
            $"{shape.Name}: live heap", new Series(Unit.Megabytes, _heap), budget, Series.Of(Unit.Megabytes, shape.Calico.Heap), Goal.AtMost(1));
        yield return new Comparison(
            $"{shape.Name}: allocated", new Series(Unit.Megabytes, _allocated), budget, Series.Of(Unit.Megabytes, shape.Calico.Allocated));
    }

    /// <remarks>A method of its own, so that no frame keeps the changes alive when the heap is measured.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PolicyGraph Compute()
    {
        List<SnapshotDelta> deltas = [.. shape.Deltas().Select(changes => new SnapshotDelta(changes, InSync: true))];
        var graph = new PolicyGraph("node");
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var processorBefore = Environment.CpuUsage.TotalTime;
        _seconds.Add(Measured.Seconds(() => deltas.Count(delta => graph.Apply(delta).IsEmpty)));
        _processor.Add((Environment.CpuUsage.TotalTime - processorBefore).TotalSeconds);
        _allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / 1e6);
        return graph;
    }
}
