using Margay.Bgp.Rib;

namespace Margay.Bgp.Speaker;

/// <summary>How things stand with a speaker at one moment.</summary>
/// <param name="Peers">Its peers, by name.</param>
/// <param name="V4">The size of its IPv4 table.</param>
/// <param name="V6">The size of its IPv6 table.</param>
public sealed record SpeakerStatus(IReadOnlyList<PeerStatus> Peers, RibCounts V4, RibCounts V6);
