using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>An address family and its subsequent identifier (RFC 4760 §3), as IANA numbers them.</summary>
/// <remarks><c>default</c> is no family.</remarks>
public readonly record struct AddressFamily(ushort Afi, byte Safi)
{
    /// <summary>IPv4 unicast, AFI 1 and SAFI 1.</summary>
    public static readonly AddressFamily V4Unicast = new(1, 1);

    /// <summary>IPv6 unicast, AFI 2 and SAFI 1.</summary>
    public static readonly AddressFamily V6Unicast = new(2, 1);

    /// <summary>The family of the addresses, or none if this speaker carries no such routes.</summary>
    public IpFamily IpFamily =>
        this == V4Unicast ? IpFamily.V4 : this == V6Unicast ? IpFamily.V6 : IpFamily.None;

    /// <summary>As in <c>ipv4 unicast</c>; numbers for families that are not carried.</summary>
    public override string ToString() => IpFamily switch
    {
        IpFamily.V4 => "ipv4 unicast",
        IpFamily.V6 => "ipv6 unicast",
        _ => $"afi {Afi} safi {Safi}",
    };
}
