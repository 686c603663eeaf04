using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Kubernetes label selectors: keys, values, and which operators take values.</summary>
internal static class LabelSelectorCheck
{
    public static void Check(JsonObject? selector, FieldPath path, FaultList faults)
    {
        MetadataCheck.CheckLabels(selector.Object("matchLabels"), path.Member("matchLabels"), faults);
        var expressions = selector.Items("matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
            CheckExpression(expressions[i] as JsonObject, path.Member("matchExpressions").Item(i), faults);
    }

    private static void CheckExpression(JsonObject? expression, FieldPath path, FaultList faults)
    {
        if (expression.Text("key") is { Length: > 0 } key && !NameRules.IsQualifiedName(key))
            MetadataCheck.CheckLabelKey(key, path.Member("key"), faults);
        var values = expression.Items("values");
        switch (expression.Text("operator"))
        {
            case "In" or "NotIn" when values.Count == 0:
                faults.Add(path.Member("values"), "is empty", "write at least one value for In and NotIn");
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                faults.Add(path.Member("values"), "is not empty", "remove it: Exists and DoesNotExist take no values");
                break;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].AsText() is { } value)
                MetadataCheck.CheckLabelValue(value, path.Member("values").Item(i), faults);
        }
    }
}
