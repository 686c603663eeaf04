using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Host.Agent;

namespace Margay.Host.Cli.Node;

/// <summary>The nodes, and the agent of this machine, for programs.</summary>
internal static class NodeStatusJson
{
    public static JsonObject Of(IEnumerable<NodeView> nodes, AgentStatus? agent)
    {
        var json = new JsonObject { ["nodes"] = new JsonArray([.. nodes.Select(Of)]) };
        if (agent is not null) json["agent"] = JsonSerializer.SerializeToNode(agent, AgentStatusJson.Default.AgentStatus);
        return json;
    }

    private static JsonObject Of(NodeView node)
    {
        var json = new JsonObject
        {
            ["name"] = node.Name,
            ["ready"] = node.Ready,
            ["addresses"] = Texts(node.Addresses),
            ["blocks"] = Texts(node.Blocks.Select(block => block.Cidr.ToString())),
            ["pods"] = Texts(node.Pods.Select(pod => $"{pod.Metadata.Namespace}/{pod.Metadata.Name}")),
        };
        if (node.Complaint is { } complaint) json["complaint"] = complaint;
        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
