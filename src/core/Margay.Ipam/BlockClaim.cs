using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>How a node comes to own a block: affinity pending, block created, affinity confirmed.</summary>
/// <remarks>
/// The creation of the block decides a race; who loses it deletes its own pending affinity. Each step follows from what
/// is stored, so a run that finds another run's half-done claim of the same node finishes it. An affinity that is being
/// given up is left to who gives it up: from that mark on nobody else changes it, so a confirmed affinity always has
/// its block.
/// </remarks>
internal static class BlockClaim
{
    /// <summary>Whether the node may take addresses of the block as its own.</summary>
    internal static bool IsOwn(IpamView view, string node, Block block) =>
        block.IsOwnedBy(node) && view.AffinityOf(node, block.Cidr) is { State: AffinityState.Confirmed };

    /// <summary>The next step of the node's claim to this range; null when it is complete, or is being given up.</summary>
    internal static FamilyPlan? Next(IpamView view, string node, Cidr cidr, DateTimeOffset now)
    {
        var affinity = view.AffinityOf(node, cidr);
        var block = view.BlockAt(cidr);
        if (affinity is { State: AffinityState.PendingDeletion }) return null;
        if (affinity is null) return block is null || block.IsOwnedBy(node) ? Put(Announce(view, node, cidr)) : null;
        if (block is null) return Put(Create(view, node, cidr, now));
        var isDone = affinity.State == AffinityState.Confirmed && block.IsOwnedBy(node);
        if (isDone) return null;
        if (!view.IsFresh(block.Key)) return new FamilyPlan.Ask(block.Key);
        return block.IsOwnedBy(node)
            ? Put(affinity with { State = AffinityState.Confirmed })
            : new FamilyPlan.Claim(IpamWrite.Delete(affinity));
    }

    private static Affinity Announce(IpamView view, string node, Cidr cidr) =>
        new(node, cidr, AffinityState.Pending) { Metadata = view.MetadataFor(IpamKey.Of(node, cidr)) };

    private static Block Create(IpamView view, string node, Cidr cidr, DateTimeOffset now) =>
        Block.CreateFor(cidr, BlockOwner.OfNode(node), now) with { Metadata = view.MetadataFor(IpamKey.Of(cidr)) };

    private static FamilyPlan.Claim Put(IpamObject item) => new(IpamWrite.Put(item));
}
