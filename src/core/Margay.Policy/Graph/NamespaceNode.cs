using System.Diagnostics.CodeAnalysis;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A namespace that is known, or that something is in. As labels it has its own and its name.</summary>
internal sealed class NamespaceNode(string name) : ILabels
{
    public string Name { get; } = name;

    /// <summary>Its labels; null while it is not known.</summary>
    public LabelSet? Labels { get; set; }

    public CompactSet<BearerNode> Bearers { get; } = new();

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        if (key == ComputedLabels.Name)
        {
            value = Name;
            return true;
        }

        value = null;
        return Labels is not null && Labels.TryGetValue(key, out value);
    }
}
