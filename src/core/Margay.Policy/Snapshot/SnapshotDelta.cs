namespace Margay.Policy.Snapshot;

/// <summary>
/// Changes of what the node knows, applied in order. An upsert gives the whole new state; it may repeat what is known,
/// and a removal may name what is not there.
/// </summary>
/// <param name="Changes">The changes.</param>
/// <param name="InSync">
/// Whether the view is complete with this delta. Nothing is emitted before it first is; what later deltas say does not
/// matter.
/// </param>
public sealed record SnapshotDelta(IReadOnlyList<SnapshotChange> Changes, bool InSync);
