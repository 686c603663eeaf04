using Margay.Host.Lab.Plan;

namespace Margay.Host.Lab.Processes;

/// <summary>A process of the lab: what it is called and how it is started.</summary>
/// <param name="Role"><c>hub</c>, <c>kubelet</c>, <c>spine</c>, the name of a rack for its router, or of a node for its agent. Its log is named so too.</param>
/// <param name="Namespace">The network namespace it runs in; null for the host's own.</param>
/// <param name="Arguments">What follows the program.</param>
/// <param name="Program">The program; null for the <c>margay</c> binary.</param>
internal sealed record ProcessSpec(string Role, string? Namespace, IReadOnlyList<string> Arguments, string? Program = null)
{
    public const string HubRole = "hub";
    public const string KubeletRole = "kubelet";
    public const string SpineRole = "spine";

    /// <summary>The hub: loopback for people, the fabric for agents.</summary>
    public static ProcessSpec Hub(LabPlan plan, LabPaths paths, int port) => new(HubRole, null,
    [
        "hub",
        "--state-dir", paths.Hub,
        "--listen", $"127.0.0.1:{port}",
        "--listen", $"{LabPlan.HubV4}:{LabPlan.HubPort}%{LabPaths.Namespace(plan.FabricNamespace)}",
    ]);

    public static ProcessSpec Agent(LabPlan plan, LabNode node, LabPaths paths) => new(node.Name, node.Namespace,
    [
        "agent",
        "--node", node.Name,
        "--kubeconfig", paths.AgentKubeconfig,
        "--run-dir", paths.AgentRun(node.Name),
        "--node-ip", node.V4.ToString(),
        "--node-ip", node.V6.ToString(),
        .. plan.Fabric == LabFabric.Flat ? (string[])[] : ["--bgp"],
    ]);

    /// <summary>The routers of the fabric, if it has any.</summary>
    public static IEnumerable<ProcessSpec> Routers(LabPlan plan, LabPaths paths)
    {
        if (plan.Racks.Count > 0) yield return Router(SpineRole, plan.FabricNamespace, paths);
        foreach (var rack in plan.Racks) yield return Router(rack.Name, rack.Namespace, paths);
    }

    private static ProcessSpec Router(string name, string netns, LabPaths paths) =>
        new(name, netns, ["-f", "-c", paths.RouterConfig(name), "-s", paths.RouterControl(name)], "bird");

    public static ProcessSpec Kubelet(LabPlan plan) =>
        new(KubeletRole, null, ["lab", "kubelet", "--name", plan.Name.Value]);

    /// <summary>All processes of a lab, the hub first.</summary>
    public static IReadOnlyList<ProcessSpec> All(LabPlan plan, LabPaths paths, int hubPort) =>
        [Hub(plan, paths, hubPort), .. Routers(plan, paths), Kubelet(plan), .. plan.Nodes.Select(node => Agent(plan, node, paths))];
}
