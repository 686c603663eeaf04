using System.Net;
using Margay.Bgp.Bfd;
using Margay.Primitives;

namespace Margay.Bgp.Speaker.Bfd;

/// <summary>Whom to have a session with.</summary>
/// <param name="Address">The other side's address: one session each.</param>
/// <param name="Source">The address that packets come from; none leaves it to routing.</param>
/// <param name="Config">What is wanted of the session.</param>
internal sealed record BfdPeer(IpAddr Address, IpAddr Source, BfdConfig Config)
{
    public IPEndPoint EndPoint { get; } = new(Address.ToIPAddress(), BfdPacket.Port);
}

/// <summary>What the speaker hears of a session: that its states or times are others, and if it is one without which the path is to be taken for lost, why.</summary>
internal sealed record BfdChange(IpAddr Peer, BfdAction.Down? Failure);
