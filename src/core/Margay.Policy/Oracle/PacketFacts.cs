using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>What a packet shows of itself at a hook.</summary>
/// <param name="Source">Its source address.</param>
/// <param name="Destination">Its destination address there, be it translated or not.</param>
/// <param name="Protocol">Its protocol.</param>
public sealed record PacketFacts(IpAddr Source, IpAddr Destination, IpProtocol Protocol)
{
    /// <summary>The name by which the destination was asked for; null if only its address is known.</summary>
    public DomainName? DestinationName { get; init; }

    /// <summary>The source port; 0 when it is not known, or for a protocol without ports.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>The destination port; 0 for a protocol without ports.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>The type of an ICMP message; null when it is not known, and then no rule about types matches.</summary>
    public byte? IcmpType { get; init; }

    /// <summary>The code of an ICMP message.</summary>
    public byte? IcmpCode { get; init; }
}
