using System.Net;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Nodes that are each other's BGP peers.</summary>
public sealed class MeshTests
{
    private const int Nodes = 4;

    [Fact]
    public async Task Agents_are_killed_in_any_order_and_no_stream_breaks_and_no_route_leaves_a_kernel()
    {
        var stop = TestContext.Current.CancellationToken;
        var lab = await BgpLab.UpAsync("mesh", Nodes);
        try
        {
            (await lab.ProbeAsync("fabric", patience: 20)).ExpectAgreement();
            await lab.UntilEstablishedAsync(2 * (Nodes - 1));
            using var api = lab.Connect();
            var server = (await api.GetAsync(Kinds.Pod, "fabric", "p2", stop))!;
            var monitors = Enumerable.Range(1, Nodes).Select(node => new RouteMonitor(lab, $"n{node}")).ToList();
            await using var v4 = await CountingStream.OpenAsync(lab, "fabric", "p1", "p2", IPAddress.Parse(server.Status!.PodIps![0].Ip), stop);
            await using var v6 = await CountingStream.OpenAsync(lab, "fabric", "p3", "p2", IPAddress.Parse(server.Status!.PodIps![1].Ip), stop);
            var seed = Environment.TickCount;
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            var random = new Random(seed);
            for (var round = 0; round < 10; round++)
            {
                // Now and then a second one goes before the first is back.
                foreach (var node in random.GetItems(Enumerable.Range(1, Nodes).ToArray(), random.Next(1, 3)).Distinct())
                    (await lab.RunAsync("restart", $"n{node}", "--kill")).Expect();
                if (random.Next(2) == 0) await lab.UntilEstablishedAsync(2 * (Nodes - 1));
            }

            await lab.UntilEstablishedAsync(2 * (Nodes - 1));
            Assert.True(await v4.StillCountsAsync(stop) && await v6.StillCountsAsync(stop), $"seed {seed}: a stream broke");
            foreach (var (monitor, node) in monitors.Zip(Enumerable.Range(1, Nodes)))
            {
                await MarkAsync(lab, $"n{node}", monitor);
                Assert.True(monitor.Deleted.Count == 0, $"seed {seed}: n{node}: {string.Join('\n', monitor.Deleted)}");
                monitor.Dispose();
            }

            (await lab.ProbeAsync("fabric", patience: 0)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    /// <summary>A route of the test's own, which the monitor must tell of: then it has told of all before it.</summary>
    private static async Task MarkAsync(TestLab lab, string node, RouteMonitor monitor)
    {
        (await lab.OnNodeAsync(node, "ip", "route", "add", "blackhole", "192.0.2.99/32")).Expect();
        await TestLab.UntilAsync("the monitor tells of the mark", TimeSpan.FromSeconds(5), () => Task.FromResult(monitor.Saw("192.0.2.99")));
    }
}
