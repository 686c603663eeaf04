using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Matches on names: where they may stand, and what may not stand beside them.</summary>
internal static class RuleDomainsCheck
{
    private static readonly string[] Excluded =
        ["selector", "notSelector", "namespaceSelector", "serviceAccounts", "services", "nets", "notNets"];

    public static void Check(
        JsonObject rule, JsonObject entity, string end, bool isIngress, FieldPath path, FaultList faults)
    {
        if (ResourceDefaults.IsEmpty(entity["domains"])) return;
        var at = path.Member("domains");
        if (isIngress || end != "destination")
        {
            faults.Add(
                at,
                $"is the {end} of {(isIngress ? "an ingress" : "an egress")} rule",
                "move it: it can be the destination of an egress rule");
        }
        else if (rule.Text("action") is { } action && action != "Allow")
        {
            faults.Add(at, $"is in a rule with the action {action}", "write Allow: names can only be let through");
        }

        foreach (var member in Excluded)
        {
            if (!ResourceDefaults.IsEmpty(entity[member]))
                faults.Add(path.Member(member), "is there beside domains", "remove it, or make two rules of it");
        }
    }
}
