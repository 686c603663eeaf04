using CsCheck;
using Margay.Dataplane.Tunnels;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Property.Tunnels;

public sealed class IpipPlanProperties
{
    private const int Device = 7;

    private static readonly Gen<IpAddr> Node = Gen.Int[1, 12].Select(number => IpAddr.V4((uint)(0xAC1E0000 + number)));

    /// <summary>What the cluster wants, and what somebody's hand does to the kernel before that is carried out.</summary>
    private static readonly Gen<(IpAddr[] Peers, IpAddr[] Lost, IpAddr[] Strange)> Step =
        Gen.Select(Node.Array[0, 8], Node.Array[0, 3], Node.Array[0, 3]);

    [Fact]
    public void After_any_history_exactly_the_wanted_nodes_are_known_and_foreign_devices_are_as_they_were() =>
        Step.Array[1, 12].Sample(history =>
        {
            var foreign = new Neighbour(3, IpAddr.Parse("172.30.0.1"), MacAddr.Of(1));
            var neighbours = new Dictionary<(int Device, IpAddr Address), Neighbour> { [(3, foreign.Address)] = foreign };
            var taken = new HashSet<IpAddr>();
            foreach (var (peers, lost, strange) in history)
            {
                foreach (var peer in lost)
                {
                    neighbours.Remove((Device, peer));
                    taken.Remove(peer);
                }

                foreach (var peer in strange)
                {
                    neighbours[(Device, peer)] = new Neighbour(Device, peer, MacAddr.Of(99));
                    taken.Add(peer);
                }

                var intent = new IpipIntent(IpAddr.Parse("172.30.1.1"), IpAddr.Parse("10.65.0.0"), 0, [.. peers.Distinct().Order()]);
                Carry(IpipPlan.Of(intent, Device, neighbours.Values, taken), neighbours, taken);

                var ours = neighbours.Values.Where(entry => entry.LinkIndex == Device).OrderBy(entry => entry.Address);
                if (!ours.SequenceEqual(intent.Peers.Select(peer => new Neighbour(Device, peer, IpipWay.MacOf(peer))))) return false;
                if (!taken.Order().SequenceEqual(intent.Peers) || neighbours[(3, foreign.Address)] != foreign) return false;
                if (IpipPlan.Of(intent, Device, neighbours.Values, taken).Count != 0) return false;
            }

            return true;
        });

    private static void Carry(IpipPlan plan, Dictionary<(int Device, IpAddr Address), Neighbour> neighbours, HashSet<IpAddr> taken)
    {
        foreach (var entry in plan.Neighbours) neighbours[(entry.LinkIndex, entry.Address)] = entry;
        foreach (var entry in plan.GoneNeighbours) Assert.True(neighbours.Remove((entry.LinkIndex, entry.Address)));
        foreach (var peer in plan.Peers) Assert.True(taken.Add(peer));
        foreach (var peer in plan.GonePeers) Assert.True(taken.Remove(peer));
    }
}
