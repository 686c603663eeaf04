using Margay.Primitives;

namespace Margay.Netlink.Conntrack;

/// <summary>One direction of a connection, as its packets show it.</summary>
/// <param name="Source">Where packets come from.</param>
/// <param name="Destination">Where they go.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="SourcePort">The source port; 0 for protocols without ports.</param>
/// <param name="DestinationPort">The destination port; 0 for protocols without ports.</param>
/// <param name="IcmpType">The type of an ICMP message, else 0.</param>
/// <param name="IcmpCode">Its code.</param>
public readonly record struct ConntrackTuple(
    IpAddr Source, IpAddr Destination, IpProtocol Protocol, ushort SourcePort, ushort DestinationPort, byte IcmpType, byte IcmpCode);

/// <summary>A connection that the kernel tracks.</summary>
/// <param name="Original">As whoever opened it sends.</param>
/// <param name="Reply">As it is answered: its source is where the connection really went, translation included.</param>
/// <param name="Mark">Its mark.</param>
/// <param name="Zone">Its zone; 0 unless a rule has put it into another.</param>
public readonly record struct ConntrackEntry(ConntrackTuple Original, ConntrackTuple Reply, uint Mark, ushort Zone)
{
    /// <summary>Whether it is a TCP connection that both ends have closed, or one has reset: only late packets are waited for.</summary>
    public bool HasEnded { get; init; }
}
