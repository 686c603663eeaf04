using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Model.Validation;

/// <summary>AS numbers that are written as text become numbers, as Calico stores them.</summary>
internal static class BgpDefaults
{
    public static void ApplyToConfiguration(JsonObject? spec) => Number(spec, "asNumber");

    public static void ApplyToPeer(JsonObject? spec)
    {
        Number(spec, "asNumber");
        Number(spec, "localASNumber");
    }

    public static void ApplyToFilter(JsonObject? spec)
    {
        foreach (var list in (string[])["exportV4", "importV4", "exportV6", "importV6"])
        {
            foreach (var rule in spec.Items(list).OfType<JsonObject>())
            {
                Numbers(rule.Items("asPathPrefix"));
                foreach (var operation in rule.Items("operations").OfType<JsonObject>())
                    Numbers(operation.Object("prependASPath").Items("prefix"));
            }
        }
    }

    private static void Number(JsonObject? from, string member)
    {
        if (from is not null && AsNumber.TryParse(from.Text(member), out var number)) from[member] = number.Value;
    }

    private static void Numbers(JsonArray items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (AsNumber.TryParse(items[i].AsText(), out var number)) items[i] = number.Value;
        }
    }
}
