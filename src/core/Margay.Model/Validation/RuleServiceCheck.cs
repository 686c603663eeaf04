using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Matches on services: where they may stand, and what may not stand beside them.</summary>
internal static class RuleServiceCheck
{
    private static readonly string[] Excluded =
        ["selector", "notSelector", "namespaceSelector", "serviceAccounts", "nets", "notNets"];

    public static void Check(
        JsonObject entity, string end, bool isIngress, RuleScope scope, FieldPath path, FaultList faults)
    {
        if (entity.Object("services") is not { } services) return;
        var at = path.Member("services");
        if (isIngress != (end == "source"))
        {
            faults.Add(
                at,
                $"is the {end} of {(isIngress ? "an ingress" : "an egress")} rule",
                "move it: it can be the source of ingress or the destination of egress");
        }

        if (scope == RuleScope.Global && services.Text("namespace") is null or "")
            faults.Add(at.Member("namespace"), "is missing", "write the namespace of the service: the policy is in none");
        foreach (var member in Excluded)
        {
            if (!ResourceDefaults.IsEmpty(entity[member]))
                faults.Add(path.Member(member), "is there beside services", "remove it, or make two rules of it");
        }

        if (end != "destination") return;
        foreach (var member in (string[])["ports", "notPorts"])
        {
            if (!ResourceDefaults.IsEmpty(entity[member]))
                faults.Add(path.Member(member), "is there beside services", "remove it: the ports of the service are meant");
        }
    }
}
