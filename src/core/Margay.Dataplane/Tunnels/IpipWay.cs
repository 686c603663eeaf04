using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Dataplane.Tunnels;

/// <summary>What the programs of an IPIP tunnel are made for.</summary>
/// <param name="Underlay">The node's IPv4 address: packets leave with it, and come to it.</param>
/// <param name="Uplink">The index of the link that has it, an Ethernet one.</param>
/// <param name="Device">The index of the tunnel's device.</param>
public readonly record struct IpipWay(IpAddr Underlay, int Uplink, int Device)
{
    /// <summary>The MAC that stands for a node at the tunnel's device: 02:00 and its IPv4 address.</summary>
    /// <remarks>
    /// The kernel's neighbour for a route's gateway is thereby what tells the program where a packet goes: the routes are the only
    /// truth, and change without a moment in which they and the program disagree.
    /// </remarks>
    public static MacAddr MacOf(IpAddr node) => MacAddr.Of((0x0200UL << 32) | (uint)node.Value);

    /// <summary>The four bytes of an address as a program loads them from a packet.</summary>
    internal static uint WordOf(IpAddr address) => BinaryPrimitives.ReverseEndianness((uint)address.Value);
}
