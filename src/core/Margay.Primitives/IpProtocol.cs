namespace Margay.Primitives;

/// <summary>An IP protocol number (the IANA registry; the kernel's IPPROTO_*).</summary>
public readonly record struct IpProtocol(byte Number) : IComparable<IpProtocol>
{
    /// <summary>ICMP for IPv4, 1.</summary>
    public static IpProtocol Icmp => new(1);

    /// <summary>TCP, 6.</summary>
    public static IpProtocol Tcp => new(6);

    /// <summary>UDP, 17.</summary>
    public static IpProtocol Udp => new(17);

    /// <summary>ICMP for IPv6, 58.</summary>
    public static IpProtocol IcmpV6 => new(58);

    /// <summary>SCTP, 132.</summary>
    public static IpProtocol Sctp => new(132);

    /// <summary>UDP-Lite, 136.</summary>
    public static IpProtocol UdpLite => new(136);

    /// <summary>Whether the protocol's header begins with source and destination ports.</summary>
    public bool HasPorts => this == Tcp || this == Udp || this == Sctp || this == UdpLite;

    /// <summary>Parses a name as Calico and Kubernetes write it (any case) or a number 1-255. Never throws.</summary>
    public static bool TryParse(string? text, out IpProtocol protocol)
    {
        protocol = text?.ToUpperInvariant() switch
        {
            "ICMP" => Icmp,
            "TCP" => Tcp,
            "UDP" => Udp,
            "ICMPV6" => IcmpV6,
            "SCTP" => Sctp,
            "UDPLITE" => UdpLite,
            _ => byte.TryParse(text, out var number) ? new IpProtocol(number) : default,
        };
        return protocol.Number != 0;
    }

    /// <inheritdoc/>
    public int CompareTo(IpProtocol other) => Number.CompareTo(other.Number);

    /// <summary>The name as Calico and Kubernetes write it, or the number.</summary>
    public override string ToString() => Number switch
    {
        1 => "ICMP",
        6 => "TCP",
        17 => "UDP",
        58 => "ICMPv6",
        132 => "SCTP",
        136 => "UDPLite",
        _ => Number.ToString(),
    };
}
