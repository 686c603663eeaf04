using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;

namespace Margay.Tests.Unit.Lab;

public sealed class ProcessSpecTests
{
    private readonly LabPlan _plan = LabPlan.Create(LabName.Default, 2, LabPlan.DefaultPools);
    private readonly LabPaths _paths = new(LabName.Default);

    [Fact]
    public void The_hub_listens_on_loopback_and_in_the_fabric() => Assert.Equal(
        "hub --state-dir /run/margay-lab/margay/hub --listen 127.0.0.1:4711 "
        + "--listen 172.30.0.254:6443%/run/netns/margay-fabric",
        string.Join(' ', ProcessSpec.Hub(_plan, _paths, 4711).Arguments));

    [Fact]
    public void An_agent_runs_in_its_nodes_namespace()
    {
        var agent = ProcessSpec.Agent(_plan, _plan.Nodes[1], _paths);
        Assert.Equal(("n2", "margay-n2"), (agent.Role, agent.Namespace));
        Assert.Equal(
            "agent --node n2 --kubeconfig /run/margay-lab/margay/hub/agent.kubeconfig "
            + "--run-dir /run/margay-lab/margay/nodes/n2 --node-ip 172.30.0.12 --node-ip fd30::12",
            string.Join(' ', agent.Arguments));
    }

    [Fact]
    public void A_lab_has_a_hub_a_kubelet_and_an_agent_for_each_node() =>
        Assert.Equal(["hub", "kubelet", "n1", "n2"], ProcessSpec.All(_plan, _paths, 1).Select(spec => spec.Role));
}
