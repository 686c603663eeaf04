using System.Net;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Agents that are killed and restarted in any order, under running streams.</summary>
internal static class Chaos
{
    /// <summary>Fails the test if a stream breaks or a route leaves the kernel of a node that is watched.</summary>
    /// <param name="lab">A lab with a pod on each node.</param>
    /// <param name="nodes">How many nodes it has; four at least.</param>
    /// <param name="watched">On how many of them the kernel's routes are watched.</param>
    /// <param name="sessionsOfNode">How many sessions each node has when all is well.</param>
    /// <param name="rounds">How often agents are killed.</param>
    /// <param name="together">How many at a time, at most.</param>
    /// <param name="settles">All is well again before the next round: peers that hold to RFC 4724 §4.2 give up what restarts twice in a row.</param>
    public static async Task RunAsync(TestLab lab, int nodes, int watched, int sessionsOfNode, int rounds, int together, bool settles)
    {
        var stop = TestContext.Current.CancellationToken;
        await lab.UntilEstablishedAsync(sessionsOfNode);
        using var api = lab.Connect();
        var server = (await api.GetAsync(Kinds.Pod, "fabric", $"p{nodes}", stop))!;
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var numbers = Enumerable.Range(1, nodes).ToArray();
        var monitors = numbers.Take(watched).Select(node => (Node: $"n{node}", Monitor: new RouteMonitor(lab, $"n{node}"))).ToList();
        try
        {
            await using var v4 = await CountingStream.OpenAsync(lab, "fabric", "p1", $"p{nodes}", IPAddress.Parse(server.Status!.PodIps![0].Ip), stop);
            await using var v6 = await CountingStream.OpenAsync(lab, "fabric", "p2", $"p{nodes}", IPAddress.Parse(server.Status!.PodIps![1].Ip), stop);
            for (var round = 0; round < rounds; round++)
            {
                // Now and then some go before others are back.
                foreach (var node in random.GetItems(numbers, random.Next(1, together + 1)).Distinct())
                    (await lab.RunAsync("restart", $"n{node}", "--kill")).Expect();
                if (settles || random.Next(2) == 0) await lab.UntilEstablishedAsync(sessionsOfNode);
            }

            await lab.UntilEstablishedAsync(sessionsOfNode);
            Assert.True(await v4.StillCountsAsync(stop) && await v6.StillCountsAsync(stop), $"seed {seed}: a stream broke");
            foreach (var (node, monitor) in monitors)
            {
                await MarkAsync(lab, node, monitor);
                Assert.True(monitor.Deleted.Count == 0, $"seed {seed}: {node}: {string.Join('\n', monitor.Deleted)}");
            }
        }
        finally
        {
            foreach (var (_, monitor) in monitors) monitor.Dispose();
        }
    }

    /// <summary>A route of the test's own, which the monitor must tell of: then it has told of all before it.</summary>
    private static async Task MarkAsync(TestLab lab, string node, RouteMonitor monitor)
    {
        (await lab.OnNodeAsync(node, "ip", "route", "add", "blackhole", "192.0.2.99/32")).Expect();
        await TestLab.UntilAsync("the monitor tells of the mark", TimeSpan.FromSeconds(5), () => Task.FromResult(monitor.Saw("192.0.2.99")));
    }
}
