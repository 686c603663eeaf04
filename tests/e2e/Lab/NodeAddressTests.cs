using System.Diagnostics;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>An agent that finds its node's addresses itself, and goes on to look.</summary>
public sealed class NodeAddressTests
{
    [Fact]
    public async Task A_node_that_gets_another_address_is_found_at_it()
    {
        TestLab.Require();
        var lab = TestLab.New();
        await lab.UpAsync(nodes: 1);
        var netns = $"{lab.Name}-late";
        Process? agent = null;
        try
        {
            await IpAsync("netns", "add", netns);
            await IpAsync("-n", $"{lab.Name}-fabric", "link", "add", "late", "type", "veth", "peer", "name", "eth0", "netns", netns);
            await IpAsync("-n", $"{lab.Name}-fabric", "link", "set", "late", "master", "br0", "up");
            await IpAsync("-n", netns, "link", "set", "lo", "up");
            await IpAsync("-n", netns, "link", "set", "eth0", "up");
            await IpAsync("-n", netns, "address", "add", "172.30.0.77/24", "dev", "eth0");
            agent = Start(lab, netns);
            await UntilAddressAsync(lab, "172.30.0.77");

            // Its connections to the hub came from the old address: they end first.
            await IpAsync("-n", netns, "address", "del", "172.30.0.77/24", "dev", "eth0");
            await IpAsync("-n", netns, "address", "add", "172.30.0.78/24", "dev", "eth0");
            await UntilAddressAsync(lab, "172.30.0.78");
        }
        finally
        {
            if (agent is { HasExited: false }) agent.Kill();
            agent?.Dispose();
            await Command.RunAsync("ip", "netns", "delete", netns);
            await lab.DownAsync();
        }
    }

    private static Process Start(TestLab lab, string netns)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", netns, TestLab.Binary, "agent", "--node", "late", "--run-dir", $"{lab.Directory}/late", "--kubeconfig", $"{lab.Directory}/hub/agent.kubeconfig", "--ip-autodetection-method", "interface=^eth0$"]);
        start.Environment["AUTODETECT_POLL_INTERVAL"] = "200ms";
        start.RedirectStandardOutput = true;
        var agent = Process.Start(start)!;
        agent.BeginOutputReadLine();
        return agent;
    }

    private static async Task UntilAddressAsync(TestLab lab, string address)
    {
        using var api = lab.Connect();
        await TestLab.UntilAsync($"the node is at {address}", TimeSpan.FromSeconds(60), async () =>
            (await api.GetAsync(Kinds.Node, null, "late", TestContext.Current.CancellationToken))?.Status?.Addresses?.Where(one => one.Type == "InternalIP").Select(one => one.Address)
                is { } found && found.SequenceEqual([address]));
    }

    private static async Task IpAsync(params string[] arguments) => (await Command.RunAsync("ip", arguments)).Expect();
}
