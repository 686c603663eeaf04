using System.Diagnostics.CodeAnalysis;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A service account that is known. As labels it has its own and its name.</summary>
internal sealed class AccountNode(string name, LabelSet labels) : ILabels
{
    public LabelSet Labels { get; } = labels;

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        value = name;
        return key == ComputedLabels.Name || Labels.TryGetValue(key, out value);
    }
}
