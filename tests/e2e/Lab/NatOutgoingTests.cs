using System.Net;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab;

/// <summary>With what address pods are seen beyond the pools: by the lab's fabric, which is no node and has no pods.</summary>
public sealed class NatOutgoingTests
{
    private const int Port = 9000;

    private static readonly Way[] Ways =
    [
        new("default-ipv4-ippool", "10.65.0.0/16", IPAddress.Parse("172.30.0.254"), IPAddress.Parse("172.30.0.11"), 0),
        new("default-ipv6-ippool", "fd00:65::/64", IPAddress.Parse("fd30::254"), IPAddress.Parse("fd30::11"), 1),
    ];

    [Fact]
    public async Task Pods_are_seen_with_the_nodes_address_while_their_pool_says_so_and_open_connections_keep_theirs()
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        await lab.UpAsync(nodes: 2);
        try
        {
            await lab.AddPodAsync("out", "a", "n1", "app=a", 80);
            await lab.AddPodAsync("out", "b", "n2", "app=b", 80);
            foreach (var way in Ways) (await lab.OnNodeAsync("fabric", "ip", "route", "add", way.Range, "via", $"{way.Node}")).Expect();
            using var outside = new Meeting($"/run/netns/{lab.Name}-fabric", Port);
            using var inside = new Meeting(lab.PodNamespace("out", "b"), Port);
            var (a, b) = (await AddressesAsync(lab, "a", stop), await AddressesAsync(lab, "b", stop));
            var pod = lab.PodNamespace("out", "a");
            var open = new List<Conversation>();

            foreach (var way in Ways)
            {
                Assert.Equal(a[way.Index], await outside.SeenAsync(pod, way.Outside, stop));
                open.Add((await outside.ReceiveAsync(pod, way.Outside, null, stop))!);
                await lab.ApplyAsync(Pool(way, natOutgoing: true));
                await TestLab.UntilAsync("new connections have the node's address", TimeSpan.FromSeconds(10), async () =>
                    way.Node.Equals(await outside.SeenAsync(pod, way.Outside, stop)));
                Assert.Equal(a[way.Index], await inside.SeenAsync(pod, b[way.Index], stop));
                open.Add((await outside.ReceiveAsync(pod, way.Outside, null, stop))!);
            }

            await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {natPortRange: '2000:2009'}}");
            await TestLab.UntilAsync("ports are out of the range", TimeSpan.FromSeconds(10), async () =>
            {
                using var conversation = await outside.ReceiveAsync(pod, Ways[0].Outside, null, stop);
                return conversation!.Seen.Port is >= 2000 and <= 2009;
            });

            foreach (var way in Ways)
            {
                await lab.ApplyAsync(Pool(way, natOutgoing: false));
                await TestLab.UntilAsync("new connections have the pod's address again", TimeSpan.FromSeconds(10), async () =>
                    a[way.Index].Equals(await outside.SeenAsync(pod, way.Outside, stop)));
            }

            foreach (var conversation in open) await conversation.ExpectAliveAsync(stop);
            (await lab.RunAsync("restart", "n1", "--kill")).Expect();
            foreach (var conversation in open) await conversation.ExpectAliveAsync(stop);
            foreach (var conversation in open) conversation.Dispose();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    private static string Pool(Way way, bool natOutgoing) => $$"""
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata:
          name: {{way.Pool}}
        spec:
          cidr: {{way.Range}}
          natOutgoing: {{(natOutgoing ? "true" : "false")}}
        """;

    private static async Task<IPAddress[]> AddressesAsync(TestLab lab, string name, CancellationToken stop)
    {
        using var api = lab.Connect();
        var pod = (await api.GetAsync(Kinds.Pod, "out", name, stop))!;
        return [.. pod.Status!.PodIps!.Select(held => IPAddress.Parse(held.Ip))];
    }

    /// <summary>One family: its pool, who is outside, the node, and which of a pod's addresses is of it.</summary>
    private sealed record Way(string Pool, string Range, IPAddress Outside, IPAddress Node, int Index);
}
