using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Traffic;

/// <summary>Packets that no rule of the clusters in question tells apart, whoever sends them.</summary>
/// <param name="Protocol">Their protocol; where <see cref="IsOtherProtocols"/>, one of those that no rule names.</param>
/// <param name="Ports">Their destination ports; 0 to 65535 for a protocol without ports.</param>
/// <param name="SourcePorts">Their source ports.</param>
/// <param name="Icmp">Their ICMP message; one of those that no rule names where <see cref="IsOtherMessages"/>.</param>
/// <param name="IsOtherProtocols">Whether these are all protocols that no rule names.</param>
/// <param name="IsOtherMessages">Whether these are all messages, or all codes of a type, that no rule names.</param>
public readonly record struct TrafficClass(
    IpProtocol Protocol,
    PortRange Ports,
    PortRange SourcePorts,
    IcmpMatch? Icmp = null,
    bool IsOtherProtocols = false,
    bool IsOtherMessages = false)
{
    /// <summary>Every port.</summary>
    public static PortRange EveryPort { get; } = new(0, ushort.MaxValue);

    /// <summary>Whether packets of a family can be of this class: ICMP is IPv4's, ICMPv6 is IPv6's.</summary>
    public bool IsOf(IpFamily family) =>
        !(Protocol == IpProtocol.Icmp && family == IpFamily.V6) && !(Protocol == IpProtocol.IcmpV6 && family == IpFamily.V4);
}
