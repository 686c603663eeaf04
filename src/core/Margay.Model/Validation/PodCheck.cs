using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>core/v1 Pod: the names and ports that policies refer to.</summary>
internal static class PodCheck
{
    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        var path = FieldPath.Root.Member("spec");
        SubdomainCheck.Check(spec.Text("nodeName"), path.Member("nodeName"), faults);
        SubdomainCheck.Check(spec.Text("serviceAccountName"), path.Member("serviceAccountName"), faults);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            var containers = spec.Items(list);
            for (var i = 0; i < containers.Count; i++)
                CheckContainer(containers[i] as JsonObject, names, path.Member(list).Item(i), faults);
        }
    }

    private static void CheckContainer(JsonObject? container, HashSet<string> names, FieldPath path, FaultList faults)
    {
        if (container.Text("name") is { Length: > 0 } name)
        {
            if (!NameRules.IsDnsLabel(name))
            {
                faults.Add(path.Member("name"), $"is {FormatCheck.Quote(name)}", NameRules.DnsLabelRemedy);
            }
            else if (!names.Add(name))
            {
                faults.Add(
                    path.Member("name"),
                    $"is {FormatCheck.Quote(name)} a second time",
                    "give each container a name of its own");
            }
        }

        CheckPorts(container.Items("ports"), path.Member("ports"), faults);
    }

    private static void CheckPorts(JsonArray ports, FieldPath path, FaultList faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            if ((ports[i] as JsonObject).Text("name") is not { Length: > 0 } name) continue;
            if (!NameRules.IsPortName(name))
            {
                faults.Add(
                    path.Item(i).Member("name"),
                    $"is {FormatCheck.Quote(name)}, which is no port name",
                    NameRules.PortNameRemedy);
            }
            else if (!names.Add(name))
            {
                faults.Add(
                    path.Item(i).Member("name"),
                    $"is {FormatCheck.Quote(name)} a second time",
                    "give each port a name of its own");
            }
        }
    }
}
