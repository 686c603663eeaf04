using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>One write, which succeeds only if the store still holds the revision that the object carries.</summary>
/// <param name="Item">The object as it is to be; or, for a deletion, as it was seen.</param>
/// <param name="IsDeletion">Whether it goes. Otherwise it is created if it carries no revision, else replaced.</param>
public sealed record IpamWrite(IpamObject Item, bool IsDeletion)
{
    internal static IpamWrite Put(IpamObject item) => new(item, IsDeletion: false);

    internal static IpamWrite Delete(IpamObject item) => new(item, IsDeletion: true);
}

/// <summary>What a run does next. After a read, a write or a failed write the decision is asked again.</summary>
public abstract record IpamStep
{
    private IpamStep()
    {
    }

    /// <summary>The decision needs to know how these objects stand now. They may be read at once.</summary>
    public sealed record Read(IReadOnlyList<IpamKey> Keys) : IpamStep;

    /// <summary>These writes bring the run on. They may go out at once; one that fails means: read that object.</summary>
    public sealed record Write(IReadOnlyList<IpamWrite> Writes) : IpamStep;

    /// <summary>The run is through.</summary>
    /// <param name="Addresses">What was assigned; empty after a release.</param>
    public sealed record Done(IReadOnlyList<AssignedAddress> Addresses) : IpamStep;

    /// <summary>The run cannot be done.</summary>
    public sealed record Refused(IpamRefusal Refusal) : IpamStep;
}

/// <summary>An address that the handle holds now.</summary>
/// <param name="Address">The address.</param>
/// <param name="Block">Its block.</param>
/// <param name="IsBorrowed">Whether the block is not the node's own, so that the address needs a route by itself.</param>
public sealed record AssignedAddress(IpAddr Address, Cidr Block, bool IsBorrowed)
{
    /// <summary>Whether another pod of the same virtual machine uses the address still, and this one waits to take it over.</summary>
    public bool IsAwaited { get; init; }
}

/// <summary>The kinds of refusal.</summary>
public enum RefusalReason
{
    /// <summary>A pool was asked for by a name or range that no pool has.</summary>
    UnknownPool,

    /// <summary>No pool may be used: none of the family, all disabled, or no selector matches.</summary>
    NoPool,

    /// <summary>The node has as many blocks as it may, and all are full.</summary>
    BlockLimit,

    /// <summary>All addresses of the pools are taken.</summary>
    Exhausted,

    /// <summary>The address that was asked for is not to be had.</summary>
    AddressUnavailable,
}

/// <summary>Why there is no address, in words that lead to the mend.</summary>
public sealed record IpamRefusal(RefusalReason Reason, string Message);
