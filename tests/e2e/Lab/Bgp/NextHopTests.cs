using System.Diagnostics;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Two routers (BIRD) on the nodes' segment that say the same, and one that names a next hop which is no neighbour.</summary>
public sealed class NextHopTests
{
    private const string Shared = "198.51.100.0/24";
    private const string Beyond = "203.0.113.0/24";

    [Fact]
    public async Task Routes_follow_all_next_hops_that_are_reached_and_no_other()
    {
        var lab = await BgpLab.UpAsync("mesh", 2);
        await using var left = new Router(lab, "left", "172.30.0.201", 64901, nextHop: null);
        await using var right = new Router(lab, "right", "172.30.0.202", 64902, nextHop: "192.0.2.1");
        try
        {
            await left.StartAsync();
            await right.StartAsync();
            await lab.UntilEstablishedAsync(4);
            await UntilRouteAsync(lab, Shared, "nexthop via 172.30.0.201", "nexthop via 172.30.0.202");

            // The next hop is beyond a router: the default one, or none at all, or the one that a route names.
            await UntilRouteAsync(lab, Beyond, "via 172.30.0.254");
            (await lab.OnNodeAsync("n1", "ip", "route", "add", "unreachable", "192.0.2.0/24")).Expect();
            await UntilRouteAsync(lab, Beyond);
            var why = (await lab.AskAsync("why", Beyond, "--node", "n1"))["nodes"]![0]!["routes"]![0]!;
            Assert.Equal("NextHopUnreachable", $"{why["paths"]![0]!["step"]}");
            Assert.NotNull(why["told"]);
            var inside = (await lab.AskAsync("why", "203.0.113.7", "--node", "n1"))["nodes"]![0]!;
            Assert.Equal(("203.0.113.7/32", Beyond), ($"{inside["asked"]}", $"{inside["routes"]![0]!["prefix"]}"));
            Assert.All((await lab.AskAsync("routes", "--node", "n1"))["nodes"]![0]!["routes"]!.AsArray(), route => Assert.Null(route!["told"]));
            (await lab.OnNodeAsync("n1", "ip", "route", "replace", "192.0.2.0/24", "via", "172.30.0.202")).Expect();
            await UntilRouteAsync(lab, Beyond, "via 172.30.0.202");

            await left.KillAsync();
            await UntilRouteAsync(lab, Shared, $"{Shared} via 172.30.0.202");
            Assert.Equal(1, (await lab.AskAsync("clear", "Global_172_30_0_202", "--soft", "--node", "n1"))["nodes"]![0]!["cleared"]!.GetValue<int>());
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_peer_beyond_a_router_is_reached_by_it_and_so_is_what_it_tells()
    {
        var lab = await BgpLab.UpAsync("mesh", 2);
        await using var far = new Router(lab, "far", "172.30.0.203", 64903, nextHop: null, loopback: "192.0.2.9");
        try
        {
            await far.StartAsync();
            await lab.UntilEstablishedAsync(3);
            await UntilRouteAsync(lab, "192.0.2.9", "192.0.2.9 via 172.30.0.203", "proto 177");
            await UntilRouteAsync(lab, Shared, $"{Shared} via 172.30.0.203");

            await lab.DeleteAsync("{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: far}}");
            await UntilRouteAsync(lab, "192.0.2.9");
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_peer_beyond_a_router_that_is_no_neighbour_waits_for_it_and_the_node_goes_on()
    {
        var lab = await BgpLab.UpAsync("mesh", 2);
        try
        {
            await lab.ApplyAsync("""
                {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: away},
                 spec: {node: n1, peerIP: 192.0.2.9, asNumber: 64903, reachableBy: 198.51.100.1}}
                """);
            await UntilProblemsAsync(lab, "BGPPeer away: reachableBy 198.51.100.1 is on no segment");
            (await lab.OnNodeAsync("n1", "curl", "-sf", "--unix-socket", $"{lab.Directory}/nodes/n1/agent-api.sock", "http://agent/readyz")).Expect();
            Assert.Equal(1, (await File.ReadAllLinesAsync($"{lab.Directory}/logs/n1.log", TestContext.Current.CancellationToken)).Count(line => line.Contains("198.51.100.1", StringComparison.Ordinal)));
            await lab.UntilEstablishedAsync(2);

            (await lab.OnNodeAsync("n1", "ip", "address", "add", "198.51.100.11/24", "dev", "eth0")).Expect();
            await UntilRouteAsync(lab, "192.0.2.9", "192.0.2.9 via 198.51.100.1", "proto 177");
            await UntilProblemsAsync(lab);

            (await lab.OnNodeAsync("n1", "ip", "address", "delete", "198.51.100.11/24", "dev", "eth0")).Expect();
            await UntilProblemsAsync(lab, "BGPPeer away: reachableBy 198.51.100.1 is on no segment");
            await UntilRouteAsync(lab, "192.0.2.9");
            (await lab.OnNodeAsync("n1", "curl", "-sf", "--unix-socket", $"{lab.Directory}/nodes/n1/agent-api.sock", "http://agent/readyz")).Expect();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    /// <summary>Waits until n1 says why these sessions are held back, and no others.</summary>
    private static async Task UntilProblemsAsync(TestLab lab, params string[] texts) =>
        await TestLab.UntilAsync($"problems {string.Join(" and ", texts)}", TimeSpan.FromSeconds(30), async () =>
        {
            var problems = (await lab.AskAsync("peers", "--node", "n1"))["nodes"]![0]!["problems"]!.AsArray();
            return problems.Count == texts.Length && texts.Zip(problems).All(pair => $"{pair.Second}".Contains(pair.First, StringComparison.Ordinal));
        });

    /// <summary>Waits until what the node's kernel has for a prefix contains all of these texts, or is nothing.</summary>
    private static async Task UntilRouteAsync(TestLab lab, string prefix, params string[] texts) =>
        await TestLab.UntilAsync($"{prefix} is {string.Join(" and ", texts)}", TimeSpan.FromSeconds(30), async () =>
        {
            var shown = (await lab.OnNodeAsync("n1", "ip", "route", "show", prefix)).Expect();
            return texts.Length == 0 ? shown.Length == 0 : texts.All(text => shown.Contains(text, StringComparison.Ordinal));
        });

    /// <summary>A router with a namespace of its own; what it brought about goes with it.</summary>
    private sealed class Router(TestLab lab, string name, string address, uint asNumber, string? nextHop, string? loopback = null) : IAsyncDisposable
    {
        private readonly string _netns = $"{lab.Name}-{name}";
        private Process? _bird;

        public async Task StartAsync()
        {
            await IpAsync("netns", "add", _netns);
            await IpAsync("-n", $"{lab.Name}-fabric", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", _netns);
            await IpAsync("-n", $"{lab.Name}-fabric", "link", "set", name, "master", "br0", "up");
            await IpAsync("-n", _netns, "link", "set", "eth0", "up");
            await IpAsync("-n", _netns, "address", "add", $"{address}/24", "dev", "eth0");
            if (loopback is not null) await IpAsync("-n", _netns, "address", "add", $"{loopback}/32", "dev", "lo");
            await IpAsync("-n", _netns, "link", "set", "lo", "up");
            var config = $"{lab.Directory}/{name}.conf";
            await File.WriteAllTextAsync(config, Config(), TestContext.Current.CancellationToken);
            _bird = Process.Start("ip", ["netns", "exec", _netns, "bird", "-f", "-c", config, "-s", $"{lab.Directory}/{name}.ctl"]);
            await lab.ApplyAsync($$"""
                {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: {{name}}}, spec: {peerIP: {{loopback ?? address}}, asNumber: {{asNumber}}{{(loopback is null ? "" : $", reachableBy: {address}")}} } }
                """);
        }

        public async Task KillAsync()
        {
            _bird!.Kill();
            await _bird.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (_bird is { HasExited: false }) _bird.Kill();
            _bird?.Dispose();
            await Command.RunAsync("ip", "netns", "delete", _netns);
        }

        private static async Task IpAsync(params string[] arguments) => (await Command.RunAsync("ip", arguments)).Expect();

        private string Config() => $$"""
            router id {{address}};
            protocol device { }
            protocol static { ipv4; route {{Shared}} blackhole; {{(nextHop is null ? "" : $"route {Beyond} blackhole;")}} }
            protocol bgp {
              local {{loopback ?? address}} as {{asNumber}}; neighbor range 172.30.0.0/24 as 64512; dynamic name "node"; passive on;
              {{(loopback is null ? "direct" : "multihop")}};
              ipv4 {
                import none;
                export filter { {{(nextHop is null ? "" : $"if net = {Beyond} then bgp_next_hop = {nextHop};")}} accept; };
              };
            }

            """;
    }
}
