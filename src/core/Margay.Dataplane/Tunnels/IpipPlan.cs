using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Tunnels;

/// <summary>What is to be written so that an IPIP tunnel of programs knows the other nodes, and nobody else.</summary>
/// <param name="Neighbours">Permanent neighbours to set: with what MAC a node is reached.</param>
/// <param name="Peers">Nodes to take packets from.</param>
/// <param name="GoneNeighbours">Permanent neighbours to remove.</param>
/// <param name="GonePeers">Nodes to take no packets from any more.</param>
public sealed record IpipPlan(
    IReadOnlyList<Neighbour> Neighbours, IReadOnlyList<IpAddr> Peers, IReadOnlyList<Neighbour> GoneNeighbours, IReadOnlyList<IpAddr> GonePeers)
{
    /// <summary>How many entries are written or removed.</summary>
    public int Count => Neighbours.Count + Peers.Count + GoneNeighbours.Count + GonePeers.Count;

    /// <summary>Compares what must be known with what is. Entries of other devices are not looked at.</summary>
    /// <param name="intent">What must be.</param>
    /// <param name="device">The device's index.</param>
    /// <param name="neighbours">The kernel's permanent neighbours.</param>
    /// <param name="peers">The nodes that packets are taken from.</param>
    public static IpipPlan Of(IpipIntent intent, int device, IEnumerable<Neighbour> neighbours, IEnumerable<IpAddr> peers)
    {
        var wanted = intent.Peers.ToHashSet();
        var held = neighbours.Where(entry => entry.LinkIndex == device).ToHashSet();
        var taken = peers.ToHashSet();
        return new IpipPlan(
            [.. intent.Peers.Select(peer => new Neighbour(device, peer, IpipWay.MacOf(peer))).Where(entry => !held.Contains(entry))],
            [.. intent.Peers.Where(peer => !taken.Contains(peer))],
            [.. held.Where(entry => !wanted.Contains(entry.Address)).OrderBy(entry => entry.Address)],
            [.. taken.Where(peer => !wanted.Contains(peer)).Order()]);
    }
}
