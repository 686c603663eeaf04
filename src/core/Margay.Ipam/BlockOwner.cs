namespace Margay.Ipam;

/// <summary>Who a block belongs to: a node, or something that is none, such as the load balancer.</summary>
public readonly record struct BlockOwner
{
    private const string NodePrefix = "host:";

    private BlockOwner(string text) => Text = text;

    /// <summary><c>host:NODE</c> or <c>virtual:NAME</c>.</summary>
    public string Text { get; }

    /// <summary>The node, or null when the owner is none.</summary>
    public string? Node => Text.StartsWith(NodePrefix, StringComparison.Ordinal) ? Text[NodePrefix.Length..] : null;

    /// <summary>The owner that is this node.</summary>
    public static BlockOwner OfNode(string node) => new(NodePrefix + node);

    /// <summary>The owner that a block names; null when it names none.</summary>
    public static BlockOwner? Read(string? affinity) => string.IsNullOrEmpty(affinity) ? null : new(affinity);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
