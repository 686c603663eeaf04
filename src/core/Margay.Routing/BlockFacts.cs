using Margay.Primitives;

namespace Margay.Routing;

/// <summary>A block as far as routes to it are concerned.</summary>
/// <param name="Cidr">The block's range.</param>
/// <param name="Owner">The node whose confirmed affinity the block has; null when nobody owns it.</param>
/// <param name="Borrowed">Addresses that are held on a node other than the owner, and which node.</param>
public sealed record BlockFacts(Cidr Cidr, string? Owner, IReadOnlyList<BorrowedAddress> Borrowed)
{
    /// <summary>Every node that has addresses of it, the owner first.</summary>
    public IEnumerable<string> Holders => Borrowed.Select(borrowed => borrowed.Node).Prepend(Owner).OfType<string>();

    /// <summary>Whether it says the same of the same block.</summary>
    public bool Equals(BlockFacts? other) => other is not null && Cidr == other.Cidr && Owner == other.Owner && Borrowed.SequenceEqual(other.Borrowed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cidr, Owner, Borrowed.Count);
}

/// <summary>An address out of a block that its holder's node does not own.</summary>
public readonly record struct BorrowedAddress(IpAddr Address, string Node);
