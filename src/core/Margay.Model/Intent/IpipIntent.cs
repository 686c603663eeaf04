using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>The IPIP tunnel that a node must have, and the nodes at its other ends (RFC 2003). IPv4 in IPv4 only.</summary>
/// <param name="Underlay">The node's own IPv4 address, from which packets come.</param>
/// <param name="Own">The node's address among the pods'.</param>
/// <param name="Mtu">The device's MTU; 0 for that of the way it goes less <see cref="Overhead"/>.</param>
/// <param name="Peers">The other nodes' addresses, sorted, each once.</param>
public sealed record IpipIntent(IpAddr Underlay, IpAddr Own, int Mtu, IReadOnlyList<IpAddr> Peers)
{
    /// <summary>Bytes that the tunnel adds: one IPv4 header.</summary>
    public const int Overhead = 20;

    /// <summary>The device's name, as the kernel and Calico have it.</summary>
    public const string Device = "tunl0";
}
