using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 Tier: what the built-in tiers are is fixed.</summary>
internal static class TierCheck
{
    public static void Check(JsonObject resource, FaultList faults)
    {
        if (BuiltIns.FindTier(resource.Object("metadata").Text("name")) is not { } tier) return;
        var spec = resource.Object("spec");
        var path = FieldPath.Root.Member("spec");
        if (spec.Number("order") is { } order && order != tier.Order)
            faults.Add(path.Member("order"), $"is {order}, but the tier {tier.Name} is built in", $"write {tier.Order}");
        if (spec.Text("defaultAction") is { Length: > 0 } action && action != tier.DefaultAction)
        {
            faults.Add(
                path.Member("defaultAction"),
                $"is {FormatCheck.Quote(action)}, but the tier {tier.Name} is built in",
                $"write {tier.DefaultAction}");
        }
    }
}
