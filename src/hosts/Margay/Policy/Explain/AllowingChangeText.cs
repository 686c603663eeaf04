using System.Text;
using System.Text.Json.Nodes;
using Margay.Host.Policy.Analysis;
using Margay.Model.Manifests;
using Margay.Policy.Analysis.Remedy;

namespace Margay.Host.Policy.Explain;

/// <summary>A change that allows a flow, as a person reads it: what to add where, and what else that opens.</summary>
internal static class AllowingChangeText
{
    private const int MaxLines = 10;

    public static string Render(AllowingChange change)
    {
        var text = new StringBuilder("to allow it\n");
        foreach (var edit in change.Edits)
        {
            text.Append("  add to ").Append(ExplanationWords.Name(edit.Policy)).Append(" as ").Append(edit.Path).Append('\n');
            foreach (var line in ManifestWriter.ToYaml(AddedBy(edit)).TrimEnd('\n').Split('\n')) text.Append("    ").Append(line).Append('\n');
        }

        if (change.Opens is null) return text.Append("what else it opens, margay policy diff says\n").ToString();
        if (change.Opens.Count == 0) return text.Append("which opens nothing between different pods, nodes and addresses\n").ToString();
        text.Append("which opens\n");
        foreach (var group in change.Opens.Take(MaxLines))
        {
            text.Append("  + ").Append(PlaceWords.Of(group.Ends.From)).Append(" → ").Append(PlaceWords.Of(group.Ends.To)).Append("  ")
                .Append(group.Traffic).Append(DifferenceText.FamilyWords(group.Ends.Families)).Append('\n');
        }

        if (change.Opens.Count > MaxLines) text.Append($"  and {change.Opens.Count - MaxLines} more, which margay policy diff shows\n");
        return text.ToString();
    }

    /// <summary>What an edit adds.</summary>
    public static JsonNode AddedBy(PolicyEdit edit)
    {
        JsonNode node = PolicyKinds.ManifestOf(edit.After);
        foreach (var part in edit.Path.Split('.', '[', ']').Where(part => part.Length > 0))
            node = int.TryParse(part, out var index) ? node[index]! : node[part]!;
        return node;
    }
}
