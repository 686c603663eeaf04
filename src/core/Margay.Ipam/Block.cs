using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>One taken address of a block.</summary>
/// <param name="Address">The address.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Sequence">The block's sequence number when it was handed out; a release may ask that it still be this.</param>
public sealed record Allocation(IpAddr Address, Holder Holder, ulong Sequence);

/// <summary>An aligned slice of a pool: its owner, and who holds each address. Immutable; an edit gives a new block.</summary>
/// <remarks>
/// Each edit counts <see cref="Sequence"/> up by one. Free addresses are handed out first in, first out, so that an
/// address that was just released is the last to be used again.
/// </remarks>
public sealed partial record Block : IpamObject
{
    /// <summary>The most addresses that a block may have: an IPv4 /20 or an IPv6 /116.</summary>
    public const int MaxCapacity = 4096;

    private Block(Cidr cidr, ImmutableSortedDictionary<int, Allocation> taken, ImmutableList<int> free) =>
        (Cidr, Taken, Free) = (cidr, taken, free);

    /// <summary>The block's range.</summary>
    public Cidr Cidr { get; }

    /// <summary>The owner; null when nobody owns the block.</summary>
    public BlockOwner? Owner { get; init; }

    /// <summary>When the owner claimed it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>Counts the edits.</summary>
    public ulong Sequence { get; private init; }

    /// <inheritdoc/>
    public override IpamKey Key => IpamKey.Of(Cidr);

    /// <summary>How many addresses the block has.</summary>
    public int Capacity => 1 << (Cidr.Network.BitLength - Cidr.Length);

    /// <summary>How many addresses are free.</summary>
    public int FreeCount => Free.Count;

    /// <summary>Whether no address is taken.</summary>
    public bool IsEmpty => Taken.IsEmpty;

    /// <summary>The taken addresses in their order.</summary>
    public IEnumerable<Allocation> Allocations => Taken.Values;

    private ImmutableSortedDictionary<int, Allocation> Taken { get; init; }

    private ImmutableList<int> Free { get; init; }

    /// <summary>An empty block that <paramref name="owner"/> claims now.</summary>
    /// <remarks>
    /// The sequence starts with the time in milliseconds, so that numbers from an earlier life of the block stay behind.
    /// </remarks>
    public static Block CreateFor(Cidr cidr, BlockOwner owner, DateTimeOffset now)
    {
        var capacity = 1 << (cidr.Network.BitLength - cidr.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity, nameof(cidr));
        return new Block(cidr, ImmutableSortedDictionary<int, Allocation>.Empty, [.. Enumerable.Range(0, capacity)])
        {
            Metadata = new() { Name = IpamNames.OfBlock(cidr) },
            Owner = owner,
            ClaimedAt = now,
            Sequence = (ulong)now.ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>Whether <paramref name="node"/> owns the block.</summary>
    public bool IsOwnedBy(string node) => Owner?.Node == node;

    /// <summary>The allocation of an address; null when it is free or outside.</summary>
    public Allocation? At(IpAddr address) =>
        Cidr.Contains(address) ? Taken.GetValueOrDefault(OrdinalOf(address)) : null;

    /// <summary>What the handle holds here.</summary>
    public IEnumerable<Allocation> HeldBy(HandleId handle) => Taken.Values.Where(taken => taken.Holder.Handle == handle);

    /// <summary>Hands out the address that has been free for longest. False when the block is full.</summary>
    public bool TryTake(Holder holder, [NotNullWhen(true)] out Block? after)
    {
        after = Free.IsEmpty ? null : Take(Free[0], holder);
        return after is not null;
    }

    /// <summary>Hands out one address. False when it is taken or outside.</summary>
    public bool TryTake(IpAddr address, Holder holder, [NotNullWhen(true)] out Block? after)
    {
        after = Cidr.Contains(address) && !Taken.ContainsKey(OrdinalOf(address)) ? Take(OrdinalOf(address), holder) : null;
        return after is not null;
    }

    /// <summary>The block with another record of who holds an address.</summary>
    /// <exception cref="KeyNotFoundException">Nobody holds it.</exception>
    public Block WithHolder(IpAddr address, Holder holder)
    {
        var taken = Taken[OrdinalOf(address)] with { Holder = holder, Sequence = Sequence + 1 };
        return this with { Taken = Taken.SetItem(OrdinalOf(address), taken), Sequence = Sequence + 1 };
    }

    /// <summary>Gives back all that the handle holds; this very block when it holds nothing.</summary>
    public Block Release(HandleId handle)
    {
        var ordinals = Taken.Where(pair => pair.Value.Holder.Handle == handle).Select(pair => pair.Key).ToList();
        return ordinals.Count == 0 ? this : Release(ordinals);
    }

    /// <summary>Gives back one address, if it is still the allocation that <paramref name="expected"/> describes.</summary>
    /// <returns>False when the address is free, or was meanwhile handed out to somebody else or anew.</returns>
    public bool TryRelease(Allocation expected, [NotNullWhen(true)] out Block? after)
    {
        var isSame = At(expected.Address) is { } taken
            && taken.Sequence == expected.Sequence && taken.Holder.Handle == expected.Holder.Handle;
        after = isSame ? Release([OrdinalOf(expected.Address)]) : null;
        return isSame;
    }

    /// <summary>The block when its owner has given it up; those who hold addresses keep them.</summary>
    public Block WithoutOwner() => this with { Owner = null, ClaimedAt = null, Sequence = Sequence + 1 };

    private Block Take(int ordinal, Holder holder)
    {
        var allocation = new Allocation(Cidr.Network.Add((UInt128)ordinal), holder, Sequence + 1);
        return this with { Taken = Taken.Add(ordinal, allocation), Free = Free.Remove(ordinal), Sequence = Sequence + 1 };
    }

    private Block Release(IReadOnlyList<int> ordinals) =>
        this with { Taken = Taken.RemoveRange(ordinals), Free = Free.AddRange(ordinals), Sequence = Sequence + 1 };

    private int OrdinalOf(IpAddr address) => (int)(address.Value - Cidr.Network.Value);
}
