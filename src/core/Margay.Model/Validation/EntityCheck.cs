using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>One end of a rule: its selectors and its ports.</summary>
internal static class EntityCheck
{
    public static void Check(JsonObject rule, JsonObject entity, FieldPath path, FaultList faults)
    {
        CheckSelectors(entity, path, faults);
        foreach (var member in (string[])["ports", "notPorts"])
            CheckPorts(rule, entity.Items(member), path.Member(member), faults);
    }

    private static void CheckSelectors(JsonObject entity, FieldPath path, FaultList faults)
    {
        if (UsesGlobal(entity.Text("selector")))
        {
            faults.Add(
                path.Member("selector"),
                "uses global()",
                "write global() as namespaceSelector, or a selector over labels here");
        }

        if (entity.Text("namespaceSelector") is { } namespaces && UsesGlobal(namespaces) && namespaces.Trim(' ', '\t') != "global()")
        {
            faults.Add(
                path.Member("namespaceSelector"),
                "uses global() together with something else",
                "write global() alone, or a selector over the labels of namespaces");
        }
    }

    private static bool UsesGlobal(string? selector) => selector?.Contains("global(", StringComparison.Ordinal) == true;

    private static void CheckPorts(JsonObject rule, JsonArray ports, FieldPath path, FaultList faults)
    {
        var protocol = RuleProtocol.Read(rule, "protocol");
        if (ports.Count == 0 || RuleProtocol.HasPorts(protocol)) return;
        if (rule.Has("protocol"))
        {
            if (protocol is null) return; // no protocol at all, which is a fault of its own
            faults.Add(path, "is there beside a protocol without ports", "write protocol TCP, UDP or SCTP, or remove the ports");
            return;
        }

        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i] is not null && !RulePort.IsNamed(ports[i]))
            {
                faults.Add(
                    path.Item(i),
                    $"is {ports[i]!.ToJsonString().Trim('"')}, but the rule has no protocol",
                    "write protocol TCP, UDP or SCTP: only a named port has its own");
            }
        }
    }
}
