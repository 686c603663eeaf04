using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>Pods come, answer and go.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class PodTests(SharedLab shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_has_what_Calico_gives_it()
    {
        var lab = shared.Lab;
        await lab.AddPodAsync("pods", "inside", "n2", "a=b", 80);
        var v4 = (await lab.InsideAsync("pods/inside", "ip", "-o", "-4", "addr", "show", "eth0")).Expect();
        var v6 = (await lab.InsideAsync("pods/inside", "ip", "-o", "-6", "addr", "show", "eth0", "scope", "global")).Expect();
        var route = (await lab.InsideAsync("pods/inside", "ip", "route")).Expect();
        using var api = lab.Connect();
        var pod = (await api.GetAsync(Kinds.Pod, "pods", "inside", Stop))!;
        Assert.Contains($" {pod.Status!.PodIps![0].Ip}/32 ", v4);
        Assert.Contains($" {pod.Status.PodIps[1].Ip}/128 ", v6);
        Assert.Contains("default via 169.254.1.1 dev eth0", route);
        Assert.Equal("172.30.0.12", pod.Status.HostIp);
    }

    [Fact]
    public async Task A_pod_for_a_node_that_is_not_there_is_refused_at_once()
    {
        var refused = await TestLab.MargayAsync("lab", "pod", "add", "pods/lost", "--node", "n9", "--name", shared.Lab.Name);
        Assert.Equal((1, "margay: there is no node n9: the lab has n1, n2, n3\n"), (refused.ExitCode, refused.Errors));
    }

    [Fact]
    public async Task A_removed_pod_leaves_nothing_and_its_name_can_be_used_again()
    {
        var lab = shared.Lab;
        await lab.AddPodAsync("pods", "brief", "n1", "a=b", 80);
        using var api = lab.Connect();
        var first = (await api.GetAsync(Kinds.Pod, "pods", "brief", Stop))!;
        var links = await CaliLinksAsync(lab, "n1");
        (await lab.RunAsync("pod", "rm", "pods/brief")).Expect();
        Assert.False(File.Exists(lab.PodNamespace("pods", "brief")));
        await TestLab.UntilAsync("the pod's link is gone", TimeSpan.FromSeconds(2), async () => await CaliLinksAsync(lab, "n1") == links - 1);
        Assert.DoesNotContain(first.Status!.PodIp!, (await lab.OnNodeAsync("n1", "ip", "route")).Expect());

        await lab.AddPodAsync("pods", "brief", "n3", "a=b", 80);
        Assert.Equal("n3", (await api.GetAsync(Kinds.Pod, "pods", "brief", Stop))!.Spec!.NodeName);
        (await lab.RunAsync("pod", "rm", "pods/brief")).Expect();
    }

    [Fact]
    public async Task Pods_without_a_node_are_spread_over_all()
    {
        var lab = shared.Lab;
        foreach (var pod in new[] { "s1", "s2", "s3" }) (await lab.RunAsync("pod", "add", $"spread/{pod}")).Expect();
        using var api = lab.Connect();
        var pods = await api.ListAsync(Kinds.Pod, "spread", ListOptions.All, Stop);
        Assert.Equal(["n1", "n2", "n3"], pods.Items.Select(pod => pod.Spec!.NodeName).Order());
    }

    [Fact]
    public async Task Commands_on_a_node_reach_the_hub_and_keep_their_exit_code()
    {
        var lab = shared.Lab;
        var nodes = (await lab.InsideAsync("n1", TestLab.Binary, "get", "nodes", "-o", "name")).Expect();
        Assert.Equal(["node/n1", "node/n2", "node/n3"], nodes.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (await lab.InsideAsync("n1", "sh", "-c", "exit 7")).Expect(exitCode: 7);
    }

    [Fact]
    public async Task A_kubelet_that_was_away_catches_up()
    {
        var lab = shared.Lab;
        await lab.AddPodAsync("away", "stays", "n1", "a=b", 80);
        await lab.AddPodAsync("away", "goes", "n2", "a=b", 80);
        var state = await File.ReadAllTextAsync($"{lab.Directory}/lab.json", Stop);
        var kubelet = System.Text.Json.JsonDocument.Parse(state).RootElement.GetProperty("processes").GetProperty("kubelet").GetProperty("pid").GetInt32();
        Margay.Linux.Host.Signal(kubelet, 9);
        using var api = lab.Connect();
        await api.DeleteAsync(Kinds.Pod, "away", "goes", default, Stop);
        (await lab.RunAsync("restart", "kubelet")).Expect();
        await TestLab.UntilAsync(
            "the sandbox of the deleted pod is gone", TimeSpan.FromSeconds(10),
            () => Task.FromResult(!File.Exists(lab.PodNamespace("away", "goes"))));
        await lab.AddPodAsync("away", "new", "n3", "a=b", 80);
        var matrix = await lab.ProbeAsync("away");
        matrix.ExpectAgreement();
        Assert.True(matrix.Connects("away/new", "away/stays"));
    }

    private static async Task<int> CaliLinksAsync(TestLab lab, string node) =>
        (await lab.OnNodeAsync(node, "ip", "-o", "link")).Expect().Split('\n').Count(line => line.Contains(": cali"));
}
