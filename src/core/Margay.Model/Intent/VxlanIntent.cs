using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>A VXLAN device that a node must have for one family, and the nodes behind it (RFC 7348).</summary>
/// <param name="Family">The family of the pods' addresses and of the packets around them.</param>
/// <param name="Vni">The VXLAN network identifier, 1 to 2^24-1.</param>
/// <param name="Port">The UDP port.</param>
/// <param name="Underlay">The node's own address, from which packets come.</param>
/// <param name="Own">The node's own end.</param>
/// <param name="Mtu">The device's MTU; 0 for that of the way it goes less what the tunnel needs.</param>
/// <param name="Peers">The other ends, sorted by address; no two have the same.</param>
public sealed record VxlanIntent(
    IpFamily Family, uint Vni, ushort Port, IpAddr Underlay, TunnelEnd Own, int Mtu, IReadOnlyList<VxlanPeer> Peers)
{
    /// <summary>Bytes that the tunnel adds to an IPv4 packet: IPv4, UDP, VXLAN and Ethernet headers.</summary>
    public const int OverheadV4 = 50;

    /// <summary>The same with IPv6 around it.</summary>
    public const int OverheadV6 = 70;

    /// <summary>The device's name, as Calico has it.</summary>
    public string Device => DeviceOf(Family);

    /// <summary>Bytes that the tunnel adds.</summary>
    public int Overhead => OverheadOf(Family);

    /// <summary>The device of a family.</summary>
    public static string DeviceOf(IpFamily family) => family == IpFamily.V4 ? "vxlan.calico" : "vxlan-v6.calico";

    /// <summary>Bytes that the tunnel of a family adds.</summary>
    public static int OverheadOf(IpFamily family) => family == IpFamily.V4 ? OverheadV4 : OverheadV6;
}

/// <summary>One end of a tunnel: its address among the pods' and its MAC.</summary>
public readonly record struct TunnelEnd(IpAddr Address, MacAddr Mac);

/// <summary>Another node's end, and where it is.</summary>
public readonly record struct VxlanPeer(TunnelEnd End, IpAddr Underlay);
