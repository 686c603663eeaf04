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
        Comparison Of(string what, Unit unit, List<double> values, double figure, Goal? goal = null) => Comparison.Beside(
            "Calico's figure, a budget", figure, $"{shape.Name}: {what}", new Series(unit, values), goal);
        yield return Of("time", Unit.Seconds, _seconds, shape.Calico.Seconds, Goal.AtMost(0.5));
        yield return Of("processor time", Unit.Seconds, _processor, shape.Calico.Seconds);
        yield return Of("live heap", Unit.Megabytes, _heap, shape.Calico.Heap, Goal.AtMost(1));
        yield return Of("allocated", Unit.Megabytes, _allocated, shape.Calico.Allocated);
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
