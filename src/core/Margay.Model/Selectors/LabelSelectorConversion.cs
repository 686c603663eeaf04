using System.Diagnostics.CodeAnalysis;
using Margay.Model.Resources;

namespace Margay.Model.Selectors;

/// <summary>Turns Kubernetes label selectors into selectors that match the same labels.</summary>
internal static class LabelSelectorConversion
{
    public static bool TryConvert(
        LabelSelector selector, [NotNullWhen(true)] out Selector? converted, [NotNullWhen(false)] out string? problem)
    {
        converted = null;
        var terms = new List<Selector>();
        foreach (var (key, value) in (selector.MatchLabels ?? Empty).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            problem = ProblemOf(key, [value]);
            if (problem is not null) return false;
            terms.Add(new EqualNode(key, value));
        }

        foreach (var requirement in (IReadOnlyList<LabelSelectorRequirement?>)(selector.MatchExpressions ?? []))
        {
            if (requirement is null)
            {
                problem = "a requirement is null";
                return false;
            }

            problem = ProblemOf(requirement.Key, requirement.Values ?? []);
            if (problem is null && TermOf(requirement) is { } term)
            {
                terms.Add(term);
                continue;
            }

            problem ??= $"'{requirement.Operator}' is no operator: use In, NotIn, Exists or DoesNotExist";
            return false;
        }

        problem = null;
        converted = terms.Count switch
        {
            0 => Selector.All,
            1 => terms[0],
            _ => new AndNode([.. terms]),
        };
        return true;
    }

    private static Dictionary<string, string> Empty { get; } = [];

    private static Selector? TermOf(LabelSelectorRequirement requirement) => requirement.Operator switch
    {
        "In" => new InNode(requirement.Key, new ValueSet(requirement.Values ?? [])),
        "NotIn" => new NotInNode(requirement.Key, new ValueSet(requirement.Values ?? [])),
        "Exists" => new HasNode(requirement.Key),
        "DoesNotExist" => new NotNode(new HasNode(requirement.Key)),
        _ => null,
    };

    private static string? ProblemOf(string key, IEnumerable<string> values)
    {
        if (!SelectorText.IsLabel(key)) return $"'{key}' is no label key";
        return values.FirstOrDefault(value => value is null || !SelectorText.CanQuote(value)) is { } bad
            ? $"'{bad}' is no label value"
            : null;
    }
}
