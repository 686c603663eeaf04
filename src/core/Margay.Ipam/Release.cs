using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Decides how addresses are given back. Repeating a release, or crashing in one, does no harm.</summary>
public static class Release
{
    /// <summary>
    /// The next step of giving back all that a handle holds: first the addresses, then the handle, so that a crash in
    /// between leaves a handle to come back to. Done at once when there is nothing.
    /// </summary>
    /// <param name="view">What is known; at the start of a run <see cref="IpamView.Aged"/>.</param>
    /// <param name="id">The handle.</param>
    /// <param name="node">A node whose own blocks are searched too, for addresses that no handle leads to.</param>
    public static IpamStep ByHandle(IpamView view, HandleId id, string node)
    {
        var key = IpamKey.Of(id);
        var handle = view.HandleOf(id);
        if (handle is null && !view.IsFresh(key)) return new IpamStep.Read([key]);
        var ranges = (handle?.Counts.Keys ?? []).Concat(view.RangesOf(node)).Distinct().ToList();
        var writes = ranges.Select(view.BlockAt).OfType<Block>()
            .Where(block => block.HeldBy(id).Any()).Select(block => Write(block.Release(id))).ToList();
        if (writes.Count > 0) return new IpamStep.Write(writes);
        var doubts = (handle?.Counts.Keys ?? []).Select(IpamKey.Of).Where(doubt => !view.IsFresh(doubt)).ToList();
        if (doubts.Count > 0) return new IpamStep.Read(doubts);
        return handle is null ? new IpamStep.Done([]) : new IpamStep.Write([IpamWrite.Delete(handle)]);
    }

    /// <summary>
    /// The next step of giving back one address, only if it is still the very allocation that was seen: its handle and
    /// sequence number must be the same, so that a late release cannot take an address from its next holder.
    /// </summary>
    public static IpamStep OfAllocation(IpamView view, Cidr range, Allocation expected)
    {
        var key = IpamKey.Of(range);
        if (!view.IsFresh(key)) return new IpamStep.Read([key]);
        return view.BlockAt(range) is { } block && block.TryRelease(expected, out var after)
            ? new IpamStep.Write([Write(after)])
            : new IpamStep.Done([]);
    }

    /// <summary>
    /// The next step of taking a block from its owner, as when a node leaves for good: the affinity is marked, the
    /// block deleted if it is empty and else left without owner, and the affinity deleted.
    /// </summary>
    public static IpamStep OfAffinity(IpamView view, string node, Cidr range)
    {
        var blockKey = IpamKey.Of(range);
        var affinityKey = IpamKey.Of(node, range);
        var doubts = new[] { blockKey, affinityKey }.Where(key => !view.IsFresh(key)).ToList();
        if (doubts.Count > 0) return new IpamStep.Read(doubts);
        var affinity = view.AffinityOf(node, range);
        var block = view.BlockAt(range) is { } found && found.IsOwnedBy(node) ? found : null;
        if (affinity is null && block is null) return new IpamStep.Done([]);
        if (affinity is not { State: AffinityState.PendingDeletion })
            return new IpamStep.Write([IpamWrite.Put(Marked(view, node, range))]);
        return new IpamStep.Write([block is null ? IpamWrite.Delete(affinity) : Write(block.WithoutOwner())]);
    }

    private static Affinity Marked(IpamView view, string node, Cidr range) =>
        view.AffinityOf(node, range) is { } affinity
            ? affinity with { State = AffinityState.PendingDeletion }
            : new Affinity(node, range, AffinityState.PendingDeletion) { Metadata = view.MetadataFor(IpamKey.Of(node, range)) };

    /// <summary>A block that is empty and nobody's is of no more use.</summary>
    private static IpamWrite Write(Block after) =>
        after.IsEmpty && after.Owner is null ? IpamWrite.Delete(after) : IpamWrite.Put(after);
}
