using System.Globalization;
using System.Text;
using Margay.Host.Agent;
using Margay.Host.Cli.Describe;
using Margay.Host.Cli.Output;

namespace Margay.Host.Cli.Node;

/// <summary>The nodes at a glance, and the agent of this machine in detail.</summary>
internal static class NodeStatusText
{
    private const double BytesPerMebibyte = 1024 * 1024;

    /// <summary>One line for each node, and below them why some are not ready.</summary>
    public static string Table(IEnumerable<NodeView> nodes, int? width)
    {
        var complaints = new StringBuilder();
        var table = new TextTable("NODE", "READY", "ADDRESSES", "BLOCKS", "PODS");
        foreach (var node in nodes)
        {
            table.Add(node.Name, node.Ready, Join(node.Addresses), $"{node.Blocks.Count}", $"{node.Pods.Count}");
            if (node.Complaint is { } complaint) complaints.Append(CultureInfo.InvariantCulture, $"{node.Name}: {complaint}\n");
        }

        return table.Render(width) + complaints;
    }

    /// <summary>What the agent says of itself.</summary>
    public static string Agent(AgentStatus agent) => new Description()
        .Add("Agent", $"of node {agent.Node}, {State(agent)}")
        .Add("Up for", Age.Format(TimeSpan.FromSeconds(agent.UptimeSeconds)))
        .Add("Memory", $"{agent.ResidentBytes / BytesPerMebibyte:0} MiB")
        .Add("Knows", $"{agent.ClusterPods} pods and {agent.ClusterPolicies} policies of the cluster")
        .Add("Interfaces", [.. agent.Endpoints.OrderBy(endpoint => endpoint.HostInterface, StringComparer.Ordinal)
            .Select(endpoint => $"{endpoint.HostInterface}  {endpoint.Namespace}/{endpoint.Pod}  {Join(endpoint.Addresses)}")])
        .Render();

    private static string State(AgentStatus agent)
    {
        var state = (agent.Live, agent.Ready) switch
        {
            (true, true) => "ready",
            (true, false) => "not ready",
            _ => "stuck",
        };
        return string.IsNullOrEmpty(agent.Fault) ? state : $"{state}: {agent.Fault}";
    }

    private static string Join(IEnumerable<string> words) => string.Join(", ", words);
}
