using Margay.Model.Intent;
using Margay.Netlink.Route;

namespace Margay.Dataplane.Tunnels;

/// <summary>What is to be written so that a VXLAN device knows the nodes behind it, and no others.</summary>
/// <param name="Neighbours">Permanent neighbours to set.</param>
/// <param name="Forwarding">Forwarding entries to set.</param>
/// <param name="GoneNeighbours">Permanent neighbours to remove.</param>
/// <param name="GoneForwarding">Forwarding entries to remove.</param>
public sealed record VxlanPlan(
    IReadOnlyList<Neighbour> Neighbours,
    IReadOnlyList<ForwardingEntry> Forwarding,
    IReadOnlyList<Neighbour> GoneNeighbours,
    IReadOnlyList<ForwardingEntry> GoneForwarding)
{
    /// <summary>How many entries are written or removed.</summary>
    public int Count => Neighbours.Count + Forwarding.Count + GoneNeighbours.Count + GoneForwarding.Count;

    /// <summary>Compares what the device must know with what it knows. Entries of other devices are not looked at.</summary>
    /// <param name="intent">What must be.</param>
    /// <param name="device">The device's index.</param>
    /// <param name="neighbours">The kernel's permanent neighbours.</param>
    /// <param name="forwarding">The kernel's forwarding entries that lead to other nodes.</param>
    public static VxlanPlan Of(VxlanIntent intent, int device, IEnumerable<Neighbour> neighbours, IEnumerable<ForwardingEntry> forwarding)
    {
        var wantedNeighbours = intent.Peers.Select(peer => new Neighbour(device, peer.End.Address, peer.End.Mac)).ToList();
        var wantedForwarding = intent.Peers.Select(peer => new ForwardingEntry(device, peer.End.Mac, peer.Underlay)).ToList();
        var heldNeighbours = neighbours.Where(entry => entry.LinkIndex == device).ToHashSet();
        var heldForwarding = forwarding.Where(entry => entry.LinkIndex == device).ToHashSet();
        var addresses = wantedNeighbours.Select(entry => entry.Address).ToHashSet();
        var macs = wantedForwarding.Select(entry => entry.Mac).ToHashSet();
        return new VxlanPlan(
            [.. wantedNeighbours.Where(entry => !heldNeighbours.Contains(entry))],
            [.. wantedForwarding.Where(entry => !heldForwarding.Contains(entry))],
            [.. heldNeighbours.Where(entry => !addresses.Contains(entry.Address)).OrderBy(entry => entry.Address)],
            [.. heldForwarding.Where(entry => !macs.Contains(entry.Mac)).OrderBy(entry => entry.Mac)]);
    }
}
