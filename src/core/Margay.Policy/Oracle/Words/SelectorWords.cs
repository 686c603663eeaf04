using Margay.Model.Resources;

namespace Margay.Policy.Oracle.Words;

/// <summary>Label selectors in the words of a sentence.</summary>
public static class SelectorWords
{
    /// <summary><c>all pods</c>, or <c>pods with role=backend, tier in (a, b)</c>.</summary>
    /// <param name="things">What is selected, in the plural.</param>
    /// <param name="selector">The selector; null and empty alike select everything.</param>
    public static string Of(string things, LabelSelector? selector)
    {
        var requirements = Requirements(selector).ToList();
        return requirements.Count == 0 ? $"all {things}" : $"{things} with {string.Join(", ", requirements)}";
    }

    private static IEnumerable<string> Requirements(LabelSelector? selector)
    {
        foreach (var (key, value) in selector?.MatchLabels ?? new Dictionary<string, string>()) yield return $"{key}={value}";
        foreach (var requirement in selector?.MatchExpressions ?? [])
        {
            var values = string.Join(", ", requirement?.Values ?? []);
            yield return requirement?.Operator switch
            {
                "In" => $"{requirement.Key} in ({values})",
                "NotIn" => $"{requirement.Key} not in ({values})",
                "Exists" => $"any {requirement.Key}",
                "DoesNotExist" => $"no {requirement.Key}",
                _ => $"{requirement?.Key} {requirement?.Operator} ({values})",
            };
        }
    }
}
