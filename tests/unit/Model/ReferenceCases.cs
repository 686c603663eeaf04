using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Margay.Tests.Unit.Model;

/// <summary>Files of reference cases beside these tests: one JSON object a line.</summary>
internal static class ReferenceCases
{
    public static IEnumerable<(int Line, JsonObject Case)> Read(string file, [CallerFilePath] string here = "")
    {
        var lines = File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, file));
        return lines.Select((line, index) => (index + 1, JsonNode.Parse(line)!.AsObject()));
    }
}
