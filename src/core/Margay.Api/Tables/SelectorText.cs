using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>A label selector on one line, as <c>kubectl get networkpolicies</c> shows it.</summary>
internal static class SelectorText
{
    public static string Of(JsonElement selector)
    {
        var terms = selector.At("matchLabels").Members().Select(label => $"{label.Name}={label.Value.Text("")}")
            .Concat(selector.At("matchExpressions").Items().Select(Expression));
        return string.Join(',', terms) is { Length: > 0 } text ? text : "<none>";
    }

    private static string Expression(JsonElement requirement)
    {
        var key = requirement.At("key").Text("");
        var values = string.Join(',', requirement.At("values").Items().Select(value => value.Text("")));
        return requirement.At("operator").Text("") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key,
            "DoesNotExist" => $"!{key}",
            var other => $"{key} {other} ({values})",
        };
    }
}
