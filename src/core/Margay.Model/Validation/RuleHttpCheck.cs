using System.Buffers;
using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>HTTP conditions: in rules that allow ingress over TCP only, and each path well formed.</summary>
internal static class RuleHttpCheck
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create(" ?#");

    public static void Check(JsonObject rule, JsonObject http, bool isIngress, FieldPath path, FaultList faults)
    {
        var at = path.Member("http");
        if (rule.Text("action") is { } action && action != "Allow")
            faults.Add(at, $"is in a rule with the action {action}", "write Allow: requests can only be let through");
        if (!isIngress) faults.Add(at, "is in an egress rule", "move it to an ingress rule");
        if (rule.Has("protocol") && !RuleProtocol.IsTcp(RuleProtocol.Read(rule, "protocol")))
            faults.Add(path.Member("protocol"), "is not TCP beside http", "write TCP, or leave it out");
        DistinctCheck.Check(http.Items("methods"), at.Member("methods"), faults);
        var paths = http.Items("paths");
        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i] is JsonObject one) CheckPath(one, at.Member("paths").Item(i), faults);
        }
    }

    private static void CheckPath(JsonObject path, FieldPath at, FaultList faults)
    {
        var (exact, prefix) = (path.Text("exact") is { Length: > 0 }, path.Text("prefix") is { Length: > 0 });
        if (exact && prefix) faults.Add(at, "has exact beside prefix", "make two paths of it");
        if (!exact && !prefix) faults.Add(at, "is no path", "write exact or prefix");
        foreach (var member in (string[])["exact", "prefix"])
        {
            if (path.Text(member) is not { Length: > 0 } text) continue;
            if (text[0] != '/' || text.AsSpan().ContainsAny(NotInPaths))
            {
                faults.Add(
                    at.Member(member),
                    $"is {FormatCheck.Quote(text)}, which is no path",
                    "begin with a slash and leave out blanks, ? and #");
            }
        }
    }
}
