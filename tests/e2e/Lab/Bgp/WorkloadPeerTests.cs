using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Primitives;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>A router in a pod (BIRD) that speaks with its node, and has a network behind it.</summary>
public sealed class WorkloadPeerTests
{
    private const int Port = 9000;
    private const string Behind = "10.200.0.0/24";
    private const string BehindV6 = "fd00:200::/64";

    [Fact]
    public async Task A_pod_tells_its_node_what_is_behind_it_and_every_node_finds_the_way()
    {
        var stop = TestContext.Current.CancellationToken;
        var lab = await BgpLab.UpAsync("mesh", 2);
        Process? bird = null;
        try
        {
            await lab.AddPodAsync("fabric", "vm", "n1", "app=router", 80);
            bird = await StartRouterAsync(lab);
            await lab.ApplyExampleAsync("bgp-workloads", "peering.yaml", "configuration.yaml");

            await TestLab.UntilAsync("the pod's sessions are established", TimeSpan.FromSeconds(30), async () =>
                (await PodPeersAsync(lab)) is { Count: 2 } peers && peers.All(peer => $"{peer!["state"]}" == "Established"));
            foreach (var prefix in (string[])[Behind, BehindV6])
            {
                await UntilRouteAsync(lab, "n1", prefix, "dev cali");
                await UntilRouteAsync(lab, "n2", prefix, prefix == Behind ? "via 172.30.0.11" : "via fd30::11");
            }

            await UntilPodKnowsAsync(lab, "p2");

            using var behind = new Meeting(lab.PodNamespace("fabric", "vm"), Port);

            // Its packets are let through as soon as the node believes the pod's own word for where they may come from.
            await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {workloadSourceSpoofing: Any}}");
            await lab.ApplyAsync($$"""
                {apiVersion: v1, kind: Pod, metadata: {name: vm, namespace: fabric, annotations: {cni.projectcalico.org/allowedSourcePrefixes: '["{{Behind}}","{{BehindV6}}"]'} } }
                """);
            foreach (var address in (string[])["10.200.0.1", "fd00:200::1"])
            {
                await TestLab.UntilAsync($"a pod of the other node reaches {address}", TimeSpan.FromSeconds(20), async () =>
                    await behind.SeenAsync(lab.PodNamespace("fabric", "p2"), IPAddress.Parse(address), stop) is not null);
            }

            // What was learnt from the pod stays while the agent is away.
            (await lab.RunAsync("restart", "n1", "--kill")).Expect();
            Assert.NotNull(await behind.SeenAsync(lab.PodNamespace("fabric", "p2"), IPAddress.Parse("10.200.0.1"), stop));
            await TestLab.UntilAsync("the pod's sessions are back", TimeSpan.FromSeconds(60), async () =>
                (await PodPeersAsync(lab)) is { Count: 2 } peers && peers.All(peer => $"{peer!["state"]}" == "Established"));

            (await lab.RunAsync("pod", "rm", "fabric/vm")).Expect();
            await UntilRouteAsync(lab, "n2", Behind);
            Assert.Empty(await PodPeersAsync(lab));
        }
        finally
        {
            if (bird is { HasExited: false }) bird.Kill();
            bird?.Dispose();
            await lab.DownAsync();
        }
    }

    private static async Task<Process> StartRouterAsync(TestLab lab)
    {
        var netns = Path.GetFileName(lab.PodNamespace("fabric", "vm"));
        foreach (var address in (string[])["10.200.0.1/32", "fd00:200::1/128"])
            (await Command.RunAsync("ip", ["-n", netns, "address", "add", address, "dev", "lo"])).Expect();
        var config = $"{lab.Directory}/vm.conf";
        await File.WriteAllTextAsync(config, await GuideBlock.BelowAsync("Routers in pods and virtual machines", "router id"), TestContext.Current.CancellationToken);
        return Process.Start("ip", ["netns", "exec", netns, "bird", "-f", "-c", config, "-s", $"{lab.Directory}/vm.ctl"]);
    }

    /// <summary>Waits until the router has learnt the way to a pod of another node, and its kernel has it: not just the default route.</summary>
    private static async Task UntilPodKnowsAsync(TestLab lab, string pod)
    {
        using var api = lab.Connect();
        var stop = TestContext.Current.CancellationToken;
        var addresses = (await api.GetAsync(Kinds.Pod, "fabric", pod, stop))!.Status!.PodIps!;
        Assert.Equal(2, addresses.Count);
        foreach (var address in addresses.Select(one => IpAddr.Parse(one.Ip)))
        {
            var (family, gateway) = address.Family == IpFamily.V4 ? ("-4", "via 169.254.1.1 dev eth0") : ("-6", "via fe80::ecee:eeff:feee:eeee dev eth0");
            await TestLab.UntilAsync($"the router's kernel has learnt the way to {address}", TimeSpan.FromSeconds(30), async () =>
                (await lab.InsideAsync("fabric/vm", "ip", family, "route", "show", "match", $"{address}", "proto", "bird")).Expect().Contains(gateway, StringComparison.Ordinal));
        }

        var table = (await Command.RunAsync("birdc", "-s", $"{lab.Directory}/vm.ctl", "show", "route")).Expect();
        Assert.DoesNotContain("unreachable", table, StringComparison.Ordinal);
    }

    private static async Task<List<JsonNode?>> PodPeersAsync(TestLab lab) =>
        [.. (await lab.AskAsync("peers", "--node", "n1"))["nodes"]![0]!["peers"]!.AsArray().Where(peer => $"{peer!["name"]}".StartsWith("Local_Workload_", StringComparison.Ordinal))];

    private static async Task UntilRouteAsync(TestLab lab, string node, string prefix, string? text = null) =>
        await TestLab.UntilAsync($"{prefix} on {node} is {text ?? "not there"}", TimeSpan.FromSeconds(30), async () =>
        {
            var shown = (await lab.OnNodeAsync(node, "ip", prefix.Contains(':') ? "-6" : "-4", "route", "show", prefix)).Expect();
            return text is null ? shown.Length == 0 : shown.Contains(text, StringComparison.Ordinal);
        });
}
