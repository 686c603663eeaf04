using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Objects of which exactly one member may be there.</summary>
internal static class OneOfCheck
{
    public static void Check(JsonObject? value, ReadOnlySpan<string> members, FieldPath path, FaultList faults)
    {
        if (value is null) return;
        var first = (string?)null;
        foreach (var member in members)
        {
            if (!value.Has(member)) continue;
            if (first is null)
                first = member;
            else
                faults.Add(path.Member(member), $"is there beside {first}", "keep one of them");
        }

        if (first is null) faults.Add(path, "is empty", $"write one of {string.Join(", ", members!)}");
    }
}
