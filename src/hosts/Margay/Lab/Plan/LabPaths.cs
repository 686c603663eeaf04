namespace Margay.Host.Lab.Plan;

/// <summary>Where the files of a lab are.</summary>
internal sealed record LabPaths(LabName Lab)
{
    /// <summary>One directory for each lab.</summary>
    public const string Root = "/run/margay-lab";

    /// <summary>Named network namespaces, as <c>ip netns</c> keeps them.</summary>
    public const string Namespaces = "/run/netns";

    /// <summary>The lab among whose files a path is; null if it is in none.</summary>
    public static LabName? LabOf(string? path)
    {
        if (path?.StartsWith(Root + "/", StringComparison.Ordinal) != true) return null;
        var rest = path[(Root.Length + 1)..];
        var slash = rest.IndexOf('/');
        return slash > 0 && LabName.TryParse(rest[..slash], out var lab) ? lab : null;
    }

    public string Directory => $"{Root}/{Lab}";

    public string State => $"{Directory}/lab.json";

    public string Lock => $"{Directory}/lock";

    public string Hub => $"{Directory}/hub";

    /// <summary>For kubectl and the lab itself: the hub over loopback.</summary>
    public string AdminKubeconfig => $"{Hub}/admin.kubeconfig";

    /// <summary>For the agents: the hub over the fabric.</summary>
    public string AgentKubeconfig => $"{Hub}/agent.kubeconfig";

    /// <summary>For people on a node: the hub over the fabric. Pods have no way to it.</summary>
    public string NodeKubeconfig => $"{Directory}/node.kubeconfig";

    public string Logs => $"{Directory}/logs";

    /// <summary>What the kubelet remembers of each pod.</summary>
    public string Sandboxes => $"{Directory}/pods";

    /// <summary>What an interactive shell reads at its start.</summary>
    public string ShellStart => $"{Directory}/shellrc";

    public string RouterConfig(string router) => $"{Directory}/{router}.conf";

    public string RouterControl(string router) => $"{Directory}/{router}.ctl";

    public string Log(string process) => $"{Logs}/{process}.log";

    public string AgentRun(string node) => $"{Directory}/nodes/{node}";

    public string CniSocket(string node) => $"{AgentRun(node)}/cni.sock";

    public string AgentApi(string node) => $"{AgentRun(node)}/agent-api.sock";

    public static string Namespace(string name) => $"{Namespaces}/{name}";
}
