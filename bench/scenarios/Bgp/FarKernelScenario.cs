using System.Diagnostics;
using Margay.Bench.Cni;
using Margay.Bench.Lab;
using Margay.Bench.Results;
using Margay.Linux;
using Margay.Model.Resources;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Bench.Bgp;

/// <summary>How long it takes from the UPDATE of a peer to the route in the kernel of a node.</summary>
internal sealed class FarKernelScenario : IScenario
{
    private const string Speaker = "10.203.0.1";
    private const int Prefixes = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "bgp-kernel";

    public string Method => "a peer says 300 prefixes one after the other; from each UPDATE to the kernel's word that the route is there; the same into BIRD 2";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        progress.Round(Name, 0, 2);
        var ours = await MeasureMargayAsync(options, stop);
        progress.Round(Name, 1, 2);
        var birds = await MeasureBirdAsync(stop);
        var ninetyNinth = Series.Of(Unit.Milliseconds, ours.Percentile(0.99));
        return
        [
            new Comparison("UPDATE to kernel", ours, "BIRD 2", birds),
            new Comparison("UPDATE to kernel, 99th percentile", ninetyNinth, "BIRD 2", Series.Of(Unit.Milliseconds, birds.Percentile(0.99))),
            Comparison.Beside("the promise", 10, "UPDATE to kernel, 99th percentile", ninetyNinth, Goal.AtMost(1)),
        ];
    }

    /// <summary>An agent as it ships, in a lab, whose peer is connected to the nodes' segment.</summary>
    private static async Task<Series> MeasureMargayAsync(BenchOptions options, CancellationToken stop)
    {
        await using var lab = await BenchLab.StartAsync(options, 1, stop, fabric: "mesh");
        using var near = BenchNetns.Create();
        var peer = Path.GetFileName(near.Path);
        string[][] commands =
        [
            ["-n", lab.Fabric, "link", "add", "feed", "type", "veth", "peer", "name", "eth0", "netns", peer],
            ["-n", lab.Fabric, "link", "set", "feed", "master", "br0", "up"],
            ["-n", peer, "addr", "add", $"{RouteFeed.AddressOf(1)}/16", "dev", "eth0"],
            ["-n", peer, "link", "set", "eth0", "up"],
            ["-n", lab.NodeNamespace(1), "addr", "add", $"{Speaker}/16", "dev", "eth0"],
        ];
        foreach (var command in commands) await ChildProgram.RunAsync("ip", command, stop);
        await lab.Api.CreateAsync(
            Kinds.BgpPeer,
            new BgpPeer
            {
                Metadata = new ObjectMeta { Name = "feed" },
                Spec = new BgpPeerSpec { PeerIp = RouteFeed.AddressOf(1), AsNumber = new AsNumber(RouteFeed.AsOf(1)) },
            },
            stop);
        using var node = lab.OpenNode(1);
        return await MeasureAsync(near.Path, node, stop);
    }

    private static async Task<Series> MeasureBirdAsync(CancellationToken stop)
    {
        using var segment = await PeerSegment.CreateAsync(Speaker, [RouteFeed.AddressOf(1)], stop);
        using var bird = BirdTaker.Installing(segment.Speaker, Speaker);
        using var node = NetnsHandle.Open(segment.Speaker);
        return await MeasureAsync(segment.Peers, node, stop);
    }

    private static async Task<Series> MeasureAsync(string peer, NetnsHandle node, CancellationToken stop)
    {
        using var netns = NetnsHandle.Open(peer);
        using var feed = new RouteFeed(netns, 1, 0);
        await feed.OpenAsync(Speaker, stop);
        using var routes = NetlinkSocket.Open(NetlinkProtocol.Route, node);
        routes.Subscribe(RouteGroup.RouteV4);
        var took = new List<double>(Prefixes);
        for (var i = 0; i < Prefixes; i++)
        {
            var prefix = Cidr.Create(IpAddr.V4(0x14000000u + ((uint)i << 8)), 24);
            var began = Stopwatch.GetTimestamp();
            await feed.AnnounceAsync(prefix, stop);
            WaitFor(routes, prefix);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return new Series(Unit.Milliseconds, took);
    }

    private static void WaitFor(NetlinkSocket routes, Cidr prefix)
    {
        using var signal = new WakeSignal();
        var buffer = new byte[65536];
        while (true)
        {
            if (signal.Wait(routes.Descriptor, Patience) != WaitOutcome.Readable) throw new BenchException($"no route to {prefix} within {Patience.TotalSeconds} s");
            while (routes.TryReceive(buffer, out var length))
            {
                var messages = new MessageReader(buffer.AsSpan(0, length));
                while (messages.TryReadNext(out var header, out var payload))
                {
                    if (header.Type == RouteMessageType.NewRoute && RouteCodec.TryDecode(header, payload, out var route) && route.Destination == prefix) return;
                }
            }
        }
    }
}
