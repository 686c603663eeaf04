using Margay.Model.Resources;
using Margay.Tests.E2e.Cri.Protocol;
using Margay.Tests.E2e.Lab;

namespace Margay.Tests.E2e.Cri;

/// <summary>containerd asks for pod sandboxes on a lab node, as under a kubelet.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class SandboxTests(SharedLab shared)
{
    private const string Namespace = "cri";
    private const string Node = "n1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sandbox_gets_addresses_and_policy_from_margay_and_gives_them_back()
    {
        var lab = shared.Lab;
        await lab.ApplyAsync(Manifest);
        await lab.AddPodAsync(Namespace, "friend", "n2", "role=friend", 80);
        await lab.AddPodAsync(Namespace, "stranger", "n1", "role=stranger", 80);
        var netns = $"/run/netns/{lab.Name}-{Node}";
        await using var containerd = await Containerd.StartAsync(
            netns, Path.Combine(Path.GetDirectoryName(TestLab.Binary)!, "margay-cni"), Conflist(lab), Stop);
        await ExpectNetworkReadyAsync(containerd);

        var sandbox = (await containerd.Runtime.RunPodSandboxAsync(
            new RunPodSandboxRequest { Config = SandboxOf("guarded") }, cancellationToken: Stop)).PodSandboxId;
        var network = (await containerd.Runtime.PodSandboxStatusAsync(
            new PodSandboxStatusRequest { PodSandboxId = sandbox }, cancellationToken: Stop)).Status.Network;
        string[] addresses = [network.Ip, .. network.AdditionalIps.Select(more => more.Ip)];
        Assert.Equal(2, addresses.Length);

        using var api = lab.Connect();
        var pod = await api.GetAsync(Kinds.Pod, Namespace, "guarded", Stop);
        Assert.Equal(
            addresses.Order(),
            pod!.Metadata.Annotations!["cni.projectcalico.org/podIPs"].Split(',').Select(cidr => cidr.Split('/')[0]).Order());
        foreach (var address in addresses)
        {
            Assert.Equal(Reach.Refused, await Reach.FromAsync(lab.PodNamespace(Namespace, "friend"), address, 80));
            Assert.Equal(Reach.Silent, await Reach.FromAsync(lab.PodNamespace(Namespace, "stranger"), address, 80));
        }

        await containerd.Runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = sandbox }, cancellationToken: Stop);
        await containerd.Runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = sandbox }, cancellationToken: Stop);
        var handles = await api.ListAsync(Kinds.IpamHandle, null, Client.ListOptions.All, Stop);
        Assert.DoesNotContain(handles.Items, handle => handle.Spec!.HandleId.EndsWith(sandbox, StringComparison.Ordinal));
        Assert.Equal("", (await api.GetAsync(Kinds.Pod, Namespace, "guarded", Stop))!.Metadata.Annotations!["cni.projectcalico.org/podIP"]);
        await api.DeleteAsync(Kinds.Namespace, null, Namespace, new Client.Preconditions(null, null), Stop);
    }

    private static async Task ExpectNetworkReadyAsync(Containerd containerd)
    {
        var status = await containerd.Runtime.StatusAsync(new StatusRequest(), cancellationToken: Stop);
        Assert.Contains(status.Status.Conditions, condition => condition is { Type: "NetworkReady", Status: true });
    }

    private static PodSandboxConfig SandboxOf(string pod) => new()
    {
        Metadata = new PodSandboxMetadata { Name = pod, Namespace = Namespace, Uid = Guid.NewGuid().ToString(), Attempt = 1 },
        Hostname = pod,
        Linux = new LinuxPodSandboxConfig(),
    };

    private static string Conflist(TestLab lab) => $$"""
        {"cniVersion":"1.0.0","name":"k8s-pod-network","plugins":[{"type":"margay","agent_socket":"{{lab.Directory}}/nodes/{{Node}}/cni.sock"}]}
        """;

    private const string Manifest = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: cri}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: guarded, namespace: cri, labels: {role: guarded}}
        spec:
          nodeName: n1
          runtimeClassName: containerd
          containers: [{name: app, image: local.test/app, ports: [{containerPort: 80}]}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: guarded, namespace: cri}
        spec:
          podSelector: {matchLabels: {role: guarded}}
          ingress: [{from: [{podSelector: {matchLabels: {role: friend}}}]}]
        """;
}
