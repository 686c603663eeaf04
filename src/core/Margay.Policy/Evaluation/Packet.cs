using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>The first packet of a connection, as it is on the wire.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Protocol">The transport protocol.</param>
/// <param name="DestinationPort">The port it goes to; 0 for a protocol without ports.</param>
/// <param name="SourcePort">The port it comes from.</param>
/// <param name="Icmp">Type and code of an ICMP or ICMPv6 message.</param>
public readonly record struct Packet(
    IpAddr Source,
    IpAddr Destination,
    IpProtocol Protocol,
    ushort DestinationPort,
    ushort SourcePort = 0,
    IcmpMatch? Icmp = null);
