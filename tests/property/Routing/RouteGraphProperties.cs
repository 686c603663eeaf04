using CsCheck;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Property.Routing;

public sealed class RouteGraphProperties
{
    private static readonly Gen<Action<RouteGraph>> Step = Gen.OneOf(
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 2], Gen.Bool, (node, address, hasEnds) => (Action<RouteGraph>)(graph =>
            graph.Upsert(new NodeFacts($"n{node}", address == 0 ? [] : [IpAddr.V4((uint)(0xAC1E0000 + (node * 10) + address))])
            {
                IpipEnd = hasEnds ? IpAddr.V4((uint)(0x0A420000 + node)) : default,
                TunnelV4 = hasEnds ? new TunnelEnd(IpAddr.V4((uint)(0x0A430000 + node)), MacAddr.Of((ulong)node)) : null,
            }))),
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Bool, (pool, mode, isIpip) => (Action<RouteGraph>)(graph => graph.SetPool(
            $"pool{pool}",
            mode == 3 ? null : new PoolFacts(Cidr.Create(BlockOf(0).Network, (byte)(16 + (pool * 9))), (Encapsulation)mode, isIpip ? TunnelKind.Ipip : TunnelKind.Vxlan)))),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 2], (fromBlocks, fromBgp, tunnels) => (Action<RouteGraph>)(graph => graph.SetRules(new RouteRules(
            fromBlocks == 4 ? null : (ClusterRoutes)fromBlocks, (ClusterRoutes)fromBgp, tunnels == 2 ? TunnelSettings.Defaults : new TunnelSettings(tunnels == 0, tunnels == 0))))),
        Gen.Int[0, 2].Select(length => (Action<RouteGraph>)(graph => graph.SetSubnets(length == 0 ? [] : [Cidr.Create(IpAddr.V4(0xAC1E0000), (byte)(27 - length))]))),
        Gen.Int[1, 3].Select(node => (Action<RouteGraph>)(graph => graph.RemoveNode($"n{node}"))),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], (block, owner, borrower) => (Action<RouteGraph>)(graph =>
            graph.Upsert(new BlockFacts(
                BlockOf(block),
                owner == 0 ? null : $"n{owner}",
                borrower == 0 ? [] : [new BorrowedAddress(BlockOf(block).Network.Add(5), $"n{borrower}")])))),
        Gen.Int[0, 3].Select(block => (Action<RouteGraph>)(graph => graph.RemoveBlock(BlockOf(block)))),
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], (endpoint, block) => (Action<RouteGraph>)(graph =>
            graph.Upsert(new LocalEndpoint($"cali{endpoint}", "ns", $"p{endpoint}", [BlockOf(block).Network.Add((UInt128)(5 + endpoint))])))),
        Gen.Int[0, 2].Select(endpoint => (Action<RouteGraph>)(graph => graph.RemoveEndpoint($"cali{endpoint}"))),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (block, hops) => (Action<RouteGraph>)(graph => graph.Learn(
            BlockOf(block), [.. Enumerable.Range(0, hops).Select(hop => IpAddr.V4((uint)(0xAC1E0064 + hop)))]))));

    [Fact]
    public void Routes_depend_on_the_facts_and_not_on_their_history() =>
        Gen.Select(Step.Array[0, 40], Gen.Bool).Sample((history, learnsRoutes) =>
        {
            var walked = new RouteGraph("n1", learnsRoutes);
            foreach (var step in history)
            {
                step(walked);
                step(walked);
            }

            var again = new RouteGraph("n1", learnsRoutes);
            foreach (var step in history) step(again);
            foreach (var step in history) step(again);
            return walked.Routes().SequenceEqual(again.Routes());
        });

    [Fact]
    public void Changes_that_are_put_together_are_the_routes() =>
        Gen.Select(Gen.Select(Step, Gen.Bool).Array[0, 40], Gen.Bool).Sample((history, learnsRoutes) =>
        {
            var graph = new RouteGraph("n1", learnsRoutes);
            var held = new Dictionary<Cidr, RouteIntent>();
            foreach (var (step, takes) in history)
            {
                step(graph);
                if (takes) Follow();
            }

            Follow();
            return !graph.Changed && held.Values.OrderBy(route => route.Destination).SequenceEqual(graph.Routes());

            void Follow()
            {
                foreach (var (destination, route) in graph.TakeChanges())
                {
                    if (route is null) held.Remove(destination);
                    else held[destination] = route;
                }
            }
        });

    [Fact]
    public void Every_destination_has_one_route_in_order() =>
        Step.Array[0, 40].Sample(history =>
        {
            var graph = new RouteGraph("n1");
            foreach (var step in history) step(graph);
            var destinations = graph.Routes().Select(route => route.Destination).ToList();
            return destinations.SequenceEqual(destinations.Distinct().Order());
        });

    private static Cidr BlockOf(int number) => Cidr.Create(IpAddr.V4((uint)(0x0A410000 + (number * 64))), 26);
}
