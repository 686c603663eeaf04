using Margay.Primitives;
using Margay.Tests.Interop.Speaker;

namespace Margay.Tests.Interop.Daemons;

/// <summary>How a daemon is to speak with <see cref="TestSpeaker"/>.</summary>
internal sealed record SessionTerms
{
    public const uint ExternalAs = 4200000000;

    public IpFamily Transport { get; init; } = IpFamily.V4;

    /// <summary>The daemon's.</summary>
    public uint As { get; init; } = ExternalAs;

    /// <summary>The daemon's BGP identifier.</summary>
    public string Id { get; init; } = PeerLink.TheirV4;

    public string? Password { get; init; }

    /// <summary>Takes packets of neighbors only (RFC 5082).</summary>
    public bool TtlSecurity { get; init; }

    /// <summary>Waits for the speaker to connect.</summary>
    public bool Passive { get; init; }

    /// <summary>IPv4 routes have IPv6 next hops (RFC 8950).</summary>
    public bool ExtendedNextHop { get; init; }

    public string OurAddress => Transport == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6;

    public string TheirAddress => Transport == IpFamily.V4 ? PeerLink.TheirV4 : PeerLink.TheirV6;
}
