using CsCheck;
using Margay.Model.Intent;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Property.Routing;

public sealed class RouteGraphProperties
{
    private static readonly Gen<Action<RouteGraph>> Step = Gen.OneOf(
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 2], (node, address) => (Action<RouteGraph>)(graph =>
            graph.Upsert(new NodeFacts($"n{node}", address == 0 ? [] : [IpAddr.V4((uint)(0xAC1E0000 + (node * 10) + address))])))),
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
        Step.Array[0, 40].Sample(history =>
        {
            var walked = new RouteGraph("n1");
            foreach (var step in history)
            {
                step(walked);
                step(walked);
            }

            var again = new RouteGraph("n1");
            foreach (var step in history) step(again);
            foreach (var step in history) step(again);
            return walked.Routes().SequenceEqual(again.Routes());
        });

    [Fact]
    public void Changes_that_are_put_together_are_the_routes() =>
        Gen.Select(Step, Gen.Bool).Array[0, 40].Sample(history =>
        {
            var graph = new RouteGraph("n1");
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
