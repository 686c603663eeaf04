using Margay.Primitives;
using Margay.Tests.Interop.Speaker;

namespace Margay.Tests.Interop.Daemons;

/// <summary>What a daemon makes of BFD.</summary>
public enum BfdUse
{
    None,

    /// <summary>A failure ends the session and drops its routes.</summary>
    Drops,

    /// <summary>A failure is a restart if it may be one.</summary>
    Graceful,
}

/// <summary>What a daemon and <see cref="TestSpeaker"/> are to each other: both are configured from it.</summary>
internal sealed record SessionTerms
{
    public const uint ExternalAs = 4200000000;

    /// <summary>The cluster of a daemon that reflects.</summary>
    public const string TheirCluster = "10.0.0.99";

    public IpFamily Transport { get; init; } = IpFamily.V4;

    /// <summary>The daemon's.</summary>
    public uint As { get; init; } = ExternalAs;

    /// <summary>The daemon's BGP identifier.</summary>
    public string Id { get; init; } = PeerLink.TheirV4;

    public string? Password { get; init; }

    /// <summary>Takes packets of neighbors only (RFC 5082).</summary>
    public bool TtlSecurity { get; init; }

    /// <summary>The daemon waits for the speaker to connect.</summary>
    public bool Passive { get; init; }

    /// <summary>IPv4 routes have IPv6 next hops (RFC 8950).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>The daemon reflects between the speaker and another one (RFC 4456).</summary>
    public bool DaemonReflects { get; init; }

    /// <summary>Both tell all paths (RFC 7911).</summary>
    public bool AddPath { get; init; }

    /// <summary>The daemon says that it is back within a second, and that its routes are good for an hour without it (RFC 9494).</summary>
    public bool LongLived { get; init; }

    /// <summary>How many prefixes of a family the daemon bears.</summary>
    public int? MaxPrefixes { get; init; }

    /// <summary>BFD every 300 ms, and five that fail to come end the session.</summary>
    public BfdUse Bfd { get; init; }

    public string OurAddress => Transport == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6;

    public string TheirAddress => Transport == IpFamily.V4 ? PeerLink.TheirV4 : PeerLink.TheirV6;

    public string OtherAddress => Transport == IpFamily.V4 ? PeerLink.OtherV4 : PeerLink.OtherV6;

    /// <summary>With whom the daemon speaks.</summary>
    public string[] Peers => DaemonReflects ? [OurAddress, OtherAddress] : [OurAddress];
}
