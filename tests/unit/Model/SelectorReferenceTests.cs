using System.Text.Json.Nodes;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Tests.Unit.Model;

/// <summary>Holds the selector language against what Calico accepts, prints and matches.</summary>
public sealed class SelectorReferenceTests
{
    [Fact]
    public void Every_reference_selector_is_accepted_printed_and_matched_alike()
    {
        var differences = new List<string>();
        foreach (var (line, reference) in ReferenceCases.Read("selectors.jsonl"))
        {
            foreach (var difference in Differences(reference)) differences.Add($"line {line}: {difference}");
        }

        Assert.Empty(differences);
    }

    private static IEnumerable<string> Differences(JsonObject reference)
    {
        var text = reference["selector"]!.GetValue<string>();
        var valid = reference["valid"]!.GetValue<bool>();
        if (Selector.TryParse(text, out var selector, out var fault) != valid)
        {
            yield return valid ? $"{text} is refused: {fault}" : $"{text} is accepted";
            yield break;
        }

        if (selector is null) yield break;
        var canonical = reference["canonical"]!.GetValue<string>();
        if (selector.Canonical != canonical) yield return $"{text} prints {selector.Canonical} instead of {canonical}";
        foreach (var evaluation in reference["eval"]?.AsArray() ?? [])
        {
            var labels = LabelSet.Of(evaluation!["labels"]!.AsObject()
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.GetValue<string>())));
            if (selector.Matches(labels) != evaluation["match"]!.GetValue<bool>()) yield return $"{text} with {labels}";
        }
    }
}
