namespace Margay.Bgp.Wire;

/// <summary>Prefixes that share all attributes.</summary>
public readonly record struct Announcement(PathAttributes Attributes, IReadOnlyList<Nlri> Routes);

/// <summary>An UPDATE (RFC 4271 §4.3, RFC 4760), after RFC 7606 has had its say.</summary>
/// <param name="Withdrawn">Prefixes that are gone, those of malformed announcements among them.</param>
/// <param name="Announced">Prefixes that came, at most two groups: of the message itself and of MP_REACH_NLRI.</param>
/// <param name="EndOfRib">The family whose first flood ends here (RFC 4724 §2), or <c>default</c>.</param>
/// <remarks>Withdrawals come first: a prefix in both is announced.</remarks>
public sealed record UpdateMessage(
    IReadOnlyList<Nlri> Withdrawn, IReadOnlyList<Announcement> Announced, AddressFamily EndOfRib = default);

/// <summary>What both sides agreed on in their OPENs as far as it shapes an UPDATE's bytes.</summary>
/// <remarks>The path-identifier flags are for one direction: what one side sends, the other receives.</remarks>
public readonly record struct UpdateFormat
{
    /// <summary>AS numbers have four octets (RFC 6793).</summary>
    public bool FourOctetAs { get; init; }

    /// <summary>The peer is of another AS.</summary>
    public bool External { get; init; }

    /// <summary>IPv4 prefixes carry path identifiers (RFC 7911).</summary>
    public bool V4PathIds { get; init; }

    /// <summary>IPv6 prefixes carry path identifiers.</summary>
    public bool V6PathIds { get; init; }
}
