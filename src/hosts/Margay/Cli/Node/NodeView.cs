using Margay.Host.Agent;
using Margay.Host.Cli.Describe;
using Margay.Ipam;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Node;

/// <summary>A node with its blocks and the pods that run on it.</summary>
internal sealed record NodeView(Model.Resources.Node Node, IReadOnlyList<Block> Blocks, IReadOnlyList<Pod> Pods)
{
    /// <summary>What has happened in the cluster lately; read for the description only.</summary>
    public IReadOnlyList<Event> Events { get; init; } = [];

    public string Name => Node.Metadata.Name;

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Ready => ReadyCondition?.Status ?? "Unknown";

    /// <summary>Why the node or its agent is not ready, when one of them says so.</summary>
    public string? Complaint => NodeComplaint ?? AgentComplaint;

    /// <summary>The node's IP addresses, each once.</summary>
    public IEnumerable<string> Addresses => (Node.Status?.Addresses ?? [])
        .Where(address => address.Type is "InternalIP" or "ExternalIP").Select(address => address.Address).Distinct();

    private Condition? ReadyCondition => Find("Ready");

    private Condition? AgentReady => Find(AgentCondition.Type);

    private string? NodeComplaint => ComplaintOf(Ready == "True" ? null : ReadyCondition);

    private string? AgentComplaint => ComplaintOf(AgentReady is { Status: "False" } fault ? fault : null);

    private Condition? Find(string type) => Node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    private static string? ComplaintOf(Condition? condition) => condition?.Message ?? condition?.Reason;

    /// <summary>Picks what belongs to the node out of what the cluster has.</summary>
    public static NodeView Of(Model.Resources.Node node, IReadOnlyList<Block> blocks, IReadOnlyList<Pod> pods) => new(
        node,
        [.. blocks.Where(block => block.IsOwnedBy(node.Metadata.Name)).OrderBy(block => block.Cidr)],
        [.. pods.Where(pod => pod.Spec?.NodeName == node.Metadata.Name && pod.Status?.Phase is not ("Succeeded" or "Failed"))
            .OrderBy(pod => pod.Metadata.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)]);

    /// <summary>The node as <c>margay describe</c> shows it.</summary>
    public string Describe(DateTimeOffset now) => ObjectDescription.Start(Node, now)
        .Add("Ready", NodeComplaint is { } complaint ? $"{Ready}: {complaint}" : Ready)
        .Add("Agent", AgentComplaint ?? (AgentReady is null ? "unknown" : "ready"))
        .Add("Addresses", [.. Addresses])
        .Add("Blocks", [.. Blocks.Select(Line)])
        .Add("Pods", [.. Pods.Select(Line)])
        .Add("Events", EventLines.Of(Node, Kinds.Node.Kind, Events, now))
        .Render();

    private static string Line(Block block) => $"{block.Cidr}, {block.Capacity - block.FreeCount} of {block.Capacity} addresses in use";

    private static string Line(Pod pod)
    {
        var addresses = PodDescription.AddressesOf(pod);
        var where = addresses.Length == 0 ? "" : $" ({string.Join(", ", addresses)})";
        return $"{pod.Metadata.Namespace}/{pod.Metadata.Name}{where}";
    }
}
