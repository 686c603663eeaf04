using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A namespace that is known, or that some pod is in.</summary>
internal sealed class NamespaceNode(string name)
{
    public string Name { get; } = name;

    /// <summary>Its labels; null while it is not known.</summary>
    public LabelSet? Labels { get; set; }

    public CompactSet<PodNode> Pods { get; } = new();
}
