using Margay.Policy.Snapshot;

namespace Margay.Bench.PolicyCompute;

/// <summary>A generated cluster and one node's view of it.</summary>
internal interface IComputeShape
{
    /// <summary>What the figures are listed under.</summary>
    string Name { get; }

    /// <summary>What Calico needed for the same shape on a machine of this kind.</summary>
    ComputeBudget Calico { get; }

    /// <summary>Everything, in the order in which a cold start tells it, and what happens after that one by one.</summary>
    IEnumerable<IReadOnlyList<SnapshotChange>> Deltas();
}

/// <summary>Seconds, and megabytes alive afterwards and allocated on the way.</summary>
internal readonly record struct ComputeBudget(double Seconds, double Heap, double Allocated);
