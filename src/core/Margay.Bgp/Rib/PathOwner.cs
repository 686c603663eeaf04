using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Where a path comes from.</summary>
public enum PathSource : byte
{
    /// <summary>This speaker itself.</summary>
    Local,

    /// <summary>A peer of the same AS.</summary>
    Internal,

    /// <summary>A peer of another AS.</summary>
    External,
}

/// <summary>Who brought a path.</summary>
/// <param name="Number">Tells owners apart, over all their sessions: 0 for this speaker.</param>
/// <param name="Source">What kind of source it is.</param>
/// <param name="Address">The peer's address; none for a local path.</param>
/// <param name="Id">The peer's BGP identifier; none for a local path.</param>
/// <param name="IsClient">The peer is a client of this route reflector (RFC 4456).</param>
public sealed record PathOwner(int Number, PathSource Source, IpAddr Address, IpAddr Id, bool IsClient = false)
{
    /// <summary>This speaker.</summary>
    public static readonly PathOwner Local = new(0, PathSource.Local, default, default);

    /// <summary>The peer's next hops are reached by this speaker alone.</summary>
    public bool IsReachedHereOnly { get; init; }
}
