using Margay.Bgp.Rib;

namespace Margay.Bgp.Speaker;

/// <summary>Routes of one family between this speaker and a peer.</summary>
/// <param name="Received">Paths that the peer brought, those that are not used among them.</param>
/// <param name="Accepted">Those of them that nothing excludes: no loop, no policy.</param>
/// <param name="Advertised">Routes that the peer is told, and soon is if it is slow.</param>
public readonly record struct PeerRoutes(int Received, int Accepted, int Advertised)
{
    internal static PeerRoutes Of(RibPeer peer, Primitives.IpFamily family) => new(peer.PathsOf(family).All, peer.PathsOf(family).Accepted, peer.ToldCount(family));
}
