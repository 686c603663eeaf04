using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Lists whose elements must differ.</summary>
internal static class DistinctCheck
{
    public static void Check(JsonArray items, FieldPath path, FaultList faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].AsText() is { } text && !seen.Add(text))
                faults.Add(path.Item(i), $"is {FormatCheck.Quote(text)} a second time", "write each element once");
        }
    }
}
