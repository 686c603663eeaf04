using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>A session that a BGPPeer wants and that there is not, for want of something.</summary>
/// <param name="Name">The name that it would have.</param>
/// <param name="Address">The peer's address.</param>
/// <param name="RemoteAs">The AS that the peer should be of.</param>
/// <param name="BgpPeer">The BGPPeer's name.</param>
internal sealed record HeldBackSession(string Name, IpAddr Address, uint RemoteAs, string BgpPeer);
