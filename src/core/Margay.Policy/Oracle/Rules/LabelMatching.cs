using Margay.Model.Resources;
using Margay.Model.Selectors;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Kubernetes label selectors, as metav1 defines them.</summary>
internal static class LabelMatching
{
    /// <summary>The first requirement, as text, that the labels do not meet; null if they meet all.</summary>
    public static string? FirstUnmet(LabelSelector selector, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value) in selector.MatchLabels ?? NoLabels)
        {
            if (labels is null || !labels.TryGetValue(key, out var actual) || actual != value) return $"{key}={value}";
        }

        foreach (var requirement in selector.MatchExpressions ?? [])
        {
            if (!Holds(requirement, labels)) return Text(requirement);
        }

        return null;
    }

    /// <summary>Whether the selector is one that Kubernetes would accept; nothing at all is one.</summary>
    public static bool IsReadable(LabelSelector? selector) => selector is null
        || ((selector.MatchLabels ?? NoLabels).Values.All(value => value is not null)
            && (selector.MatchExpressions ?? []).All(one => one is not null && (one.Values ?? []).All(value => value is not null))
            && Selector.TryFromLabelSelector(selector, out _, out _));

    private static Dictionary<string, string> NoLabels { get; } = [];

    /// <remarks>An operator that Kubernetes does not define never holds.</remarks>
    private static bool Holds(LabelSelectorRequirement? requirement, IReadOnlyDictionary<string, string>? labels)
    {
        var value = requirement is null ? null : labels?.GetValueOrDefault(requirement.Key);
        return requirement?.Operator switch
        {
            "In" => value is not null && (requirement.Values ?? []).Contains(value),
            "NotIn" => value is null || !(requirement.Values ?? []).Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }

    private static string Text(LabelSelectorRequirement? requirement) => requirement?.Operator switch
    {
        "In" => $"{requirement.Key} in ({string.Join(", ", requirement.Values ?? [])})",
        "NotIn" => $"{requirement.Key} not in ({string.Join(", ", requirement.Values ?? [])})",
        "Exists" => $"has {requirement.Key}",
        "DoesNotExist" => $"has no {requirement.Key}",
        _ => $"{requirement?.Key} {requirement?.Operator}: no such operator",
    };
}
