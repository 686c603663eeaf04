using System.Globalization;
using System.Net;
using System.Text;
using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>One peer: where it is, what is spoken with it, and what it is told and believed.</summary>
public sealed record PeerConfig
{
    /// <summary>The port that IANA gave BGP.</summary>
    public const int DefaultPort = 179;

    /// <summary>Its name: tells peers apart.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required IpAddr Address { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The address that connections come from; none leaves it to routing.</summary>
    public IpAddr Source { get; init; }

    /// <summary>What is wanted of the session.</summary>
    public required SessionConfig Session { get; init; }

    /// <summary>The key of TCP's MD5 signatures (RFC 2385), 1 to 80 bytes of UTF-8; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The most hops to the peer, 1 to 254: packets from further away are dropped by the kernel (RFC 5082). Null: from anywhere.</summary>
    public byte? TtlSecurity { get; init; }

    /// <summary>The peer is a client of this route reflector (RFC 4456).</summary>
    public bool IsClient { get; init; }

    /// <summary>This route reflector's cluster, or null.</summary>
    public uint? ClusterId { get; init; }

    /// <summary>Which next hop the peer is told.</summary>
    public NextHopMode NextHop { get; init; }

    /// <summary>This speaker's IPv4 address as a next hop; none for the session's own.</summary>
    public IpAddr OwnV4 { get; init; }

    /// <summary>This speaker's IPv6 address as a next hop; none for the session's own.</summary>
    public IpAddr OwnV6 { get; init; }

    /// <summary>The peer's next hops are reached by this speaker alone: other internal peers are told this speaker instead.</summary>
    public bool IsReachedHereOnly { get; init; }

    /// <summary>How often this AS may stand in an AS path.</summary>
    public int AllowedLocalAs { get; init; }

    /// <summary>Import policy, or null.</summary>
    public IRoutePolicy? Import { get; init; }

    /// <summary>Export policy, or null.</summary>
    public IRoutePolicy? Export { get; init; }

    /// <summary>Paths whose LOCAL_PREF is above this are as good as the speaker's own; null for none.</summary>
    public uint? UrgentAbove { get; init; }

    /// <summary>If the peer is external, nothing passes without policy (RFC 8212).</summary>
    public bool NeedsPolicy { get; init; }

    /// <summary>The most prefixes of one family that the peer may say, or null.</summary>
    public int? MaxPrefixes { get; init; }

    /// <summary>
    /// The BFD session beside the one of BGP (RFC 5881, RFC 5882), or null for none. BGP does not wait for it; but when it was up and
    /// fails, the established session of BGP ends. Peers with one address share the session of the first.
    /// </summary>
    public BfdConfig? Bfd { get; init; }

    /// <summary>
    /// Whether a failure that BFD finds is taken for a restart of the peer, whose paths stay as long as it may take, if both know
    /// graceful restart and the peer's BFD ends with its control plane (C bit 0; RFC 5882 §4.3). False drops its paths in any case.
    /// </summary>
    public bool BfdKeepsRoutes { get; init; } = true;

    /// <summary>Whether a session with one configuration can go on with the other: only what is told and believed differs.</summary>
    internal bool HasSameSession(PeerConfig other) => Address == other.Address && Port == other.Port && Source == other.Source
        && Password == other.Password && TtlSecurity == other.TtlSecurity && Session == other.Session;

    /// <summary>What it looks like when no connection comes about, though nobody refuses it.</summary>
    internal string WhyUnanswered => $"{EndPoint} does not answer"
        + (Password is null ? "" : "; this session has a password, and a wrong one looks the same")
        + (TtlSecurity is null ? "" : "; this session has ttlSecurity, and a peer without it looks the same");

    internal ImportConfig ToImport() => new()
    {
        LocalAs = Session.LocalAs,
        RemoteAs = Session.RemoteAs,
        LocalId = Session.LocalId,
        ClusterId = ClusterId,
        IsReachedHereOnly = IsReachedHereOnly,
        AllowedLocalAs = AllowedLocalAs,
        OwnAddresses = [OwnV4, OwnV6],
        Role = Session.Role,
        Policy = Import,
        NeedsPolicy = NeedsPolicy,
        UrgentAbove = UrgentAbove,
        MaxPrefixes = MaxPrefixes,
    };

    internal ExportConfig ToExport(NegotiatedSession session, IpAddr local) => new()
    {
        LocalAs = Session.LocalAs,
        IsExternal = session.IsExternal,
        LocalId = Session.LocalId,
        Format = session.Outgoing,
        OwnV4 = OwnV4.IsNone && local.IsV4 ? local : OwnV4,
        OwnV6 = OwnV6.IsNone && local.IsV6 ? local : OwnV6,
        ExtendedNextHop = session.ExtendedNextHop,
        NextHop = NextHop,
        IsClient = IsClient,
        ClusterId = ClusterId,
        Role = Session.Role,
        Policy = Export,
        NeedsPolicy = NeedsPolicy,
        KnowsLongLived = session.LongLived is not null,
    };

    // The text form says who it is, and not the password.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{nameof(Name)} = {Name}, {nameof(Address)} = {Address}, {nameof(Port)} = {Port}");
        return true;
    }

    internal IPEndPoint EndPoint => new(Address.ToIPAddress(), Port);
}
