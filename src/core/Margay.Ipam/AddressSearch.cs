using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Finds the address of one family that a request gets.</summary>
internal sealed class AddressSearch(IpamView view, AssignRequest request, IpamSettings settings, DateTimeOffset now)
{
    /// <summary>
    /// Any address: from the node's own blocks, then from a newly claimed one, then borrowed from a block of another.
    /// </summary>
    internal FamilyPlan Any(IpFamily family)
    {
        var choice = PoolChoice.For(view, request, family);
        if (choice.Refusal is { } refusal) return new FamilyPlan.Refuse(refusal);
        var owned = OwnedRanges(family);
        return FromOwn(choice.Pools, owned) ?? FromUnfinishedClaim(choice.Pools, owned)
            ?? (owned.Count >= settings.MaxBlocksPerNode ? FromVacant(choice.Pools) ?? (FamilyPlan)AtLimit(choice.Pools, owned.Count) : null)
            ?? FromNewClaim(choice.Pools) ?? FromOthers(choice.Pools) ?? (FamilyPlan?)FromVacant(choice.Pools) ?? Exhausted(choice.Pools);
    }

    /// <summary>Exactly this address.</summary>
    internal FamilyPlan Exactly(IpAddr address)
    {
        var pool = view.Pools.FirstOrDefault(pool => pool.IsOpen && pool.IsForWorkloads && pool.Cidr.Contains(address));
        if (pool is null) return Unavailable($"{address} lies in no enabled pool");
        var block = view.BlockAt(pool.BlockAround(address))
            ?? view.Blocks.FirstOrDefault(block => block.Cidr.Contains(address));
        if (block is null || block.IsOwnedBy(request.Node))
        {
            var claimed = block?.Cidr ?? pool.BlockAround(address);
            if (BlockClaim.Next(view, request.Node, claimed, now) is { } claim) return claim;
            if (block is null) return Unavailable($"{claimed}, the block of {address}, is just being given up by this node");
        }
        else if (settings.StrictAffinity)
        {
            return Unavailable($"{address} belongs to {block.Owner?.Text ?? "nobody"}, and strictAffinity forbids to borrow");
        }

        if (block.TryTake(address, request.HolderAt(now), out var after)) return new FamilyPlan.Take(after);
        return view.IsFresh(block.Key)
            ? Unavailable($"{address} is held by {block.At(address)!.Holder.DisplayName}")
            : new FamilyPlan.Ask(block.Key);
    }

    private List<Cidr> OwnedRanges(IpFamily family) =>
        [.. view.RangesOf(request.Node).Where(cidr => cidr.Family == family)];

    private FamilyPlan.Take? FromOwn(IReadOnlyList<Pool> pools, List<Cidr> owned)
    {
        foreach (var block in InPools(pools, owned).Select(view.BlockAt).OfType<Block>())
        {
            if (BlockClaim.IsOwn(view, request.Node, block) && block.TryTake(request.HolderAt(now), out var after))
                return new FamilyPlan.Take(after);
        }

        return null;
    }

    private FamilyPlan? FromUnfinishedClaim(IReadOnlyList<Pool> pools, List<Cidr> owned) =>
        InPools(pools, owned).Select(cidr => BlockClaim.Next(view, request.Node, cidr, now)).FirstOrDefault(step => step is not null);

    private FamilyPlan? FromNewClaim(IReadOnlyList<Pool> pools)
    {
        foreach (var pool in pools)
        {
            if (CandidateBlocks.FirstUnused(pool, request.Node, view.Blocks) is { } unused
                && BlockClaim.Next(view, request.Node, unused, now) is { } step)
                return step;
        }

        return null;
    }

    private FamilyPlan.Take? FromOthers(IReadOnlyList<Pool> pools)
    {
        if (settings.StrictAffinity) return null;
        foreach (var pool in pools)
        {
            var lenders = view.Blocks.Where(block => block.FreeCount > 0 && pool.Cidr.Contains(block.Cidr));
            foreach (var block in CandidateBlocks.InOrderOf(request.Node, lenders))
            {
                if (block.TryTake(request.HolderAt(now), out var after)) return new FamilyPlan.Take(after);
            }
        }

        return null;
    }

    /// <summary>The address that a virtual machine without pods has kept for longest: that is better than none at all.</summary>
    private FamilyPlan.Take? FromVacant(IReadOnlyList<Pool> pools)
    {
        var kept = view.Blocks.Where(block => pools.Any(pool => pool.Cidr.Contains(block.Cidr)))
            .Where(block => !settings.StrictAffinity || BlockClaim.IsOwn(view, request.Node, block))
            .SelectMany(block => block.Allocations.Select(held => (Block: block, Held: held))).Where(one => one.Held.Holder.VacantSince is not null);
        return kept.OrderBy(one => one.Held.Holder.VacantSince).ThenBy(one => one.Held.Address).FirstOrDefault() is { Block: { } block, Held: var oldest }
            ? new FamilyPlan.Take(block.WithHolder(oldest.Address, request.HolderAt(now)))
            : null;
    }

    private FamilyPlan.Refuse AtLimit(IReadOnlyList<Pool> pools, int owned) => new(new IpamRefusal(
        RefusalReason.BlockLimit,
        $"node '{request.Node}' owns {owned} blocks, of {settings.MaxBlocksPerNode} allowed, and those in {Describe(pools)} are full"));

    private FamilyPlan.Refuse Exhausted(IReadOnlyList<Pool> pools) => new(new IpamRefusal(
        RefusalReason.Exhausted,
        $"no free address: {Describe(pools)}; "
        + (settings.StrictAffinity ? "strictAffinity forbids to borrow from other nodes" : "no other node's block has one to lend")));

    private string Describe(IReadOnlyList<Pool> pools) => string.Join(", ", pools.Select(pool =>
    {
        var blocks = view.Blocks.Where(block => pool.Cidr.Contains(block.Cidr)).ToList();
        return $"pool {pool.Name} ({pool.Cidr}) has {blocks.Count} of {pool.BlockCount} blocks in use with "
            + $"{blocks.Sum(block => block.FreeCount)} free addresses";
    }));

    private static FamilyPlan.Refuse Unavailable(string message) =>
        new(new IpamRefusal(RefusalReason.AddressUnavailable, message));

    /// <summary>The ranges that lie in a pool, in the order of the pools.</summary>
    private static IEnumerable<Cidr> InPools(IReadOnlyList<Pool> pools, List<Cidr> ranges) =>
        pools.SelectMany(pool => ranges.Where(pool.Cidr.Contains));
}
