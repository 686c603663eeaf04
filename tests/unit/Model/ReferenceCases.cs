using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Margay.Tests.Unit.Model;

/// <summary>The files of <c>tests/vectors</c>: one JSON object a line.</summary>
internal static class ReferenceCases
{
    public static IEnumerable<(int Line, JsonObject Case)> Read(string file, [CallerFilePath] string here = "")
    {
        var lines = File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "../../vectors", file));
        return lines.Select((line, index) => (index + 1, JsonNode.Parse(line)!.AsObject()));
    }
}
