using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 NetworkSet, GlobalNetworkSet and HostEndpoint.</summary>
internal static class EndpointCheck
{
    private const string NamespaceLabel = "projectcalico.org/namespace";
    private const int MaxInterfaceNameLength = 15;

    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    public static void CheckNetworkSet(JsonObject resource, FaultList faults)
    {
        if (resource.Object("metadata").Object("labels").Has(NamespaceLabel))
        {
            faults.Add(
                FieldPath.Root.Member("metadata").Member("labels").Member(NamespaceLabel),
                "is there",
                "remove it: the namespace of a set is known by itself");
        }
    }

    public static void CheckHostEndpoint(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        SubdomainCheck.Check(spec.Text("node"), Spec.Member("node"), faults);
        CheckInterface(spec, faults);
        var profiles = spec.Items("profiles");
        for (var i = 0; i < profiles.Count; i++)
        {
            if (profiles[i].AsText() is { } profile && !NameRules.IsDnsSubdomain(profile))
                faults.Add(Spec.Member("profiles").Item(i), $"is {FormatCheck.Quote(profile)}", NameRules.DnsSubdomainRemedy);
        }

        var ports = spec.Items("ports");
        for (var i = 0; i < ports.Count; i++) CheckPort(ports[i] as JsonObject, Spec.Member("ports").Item(i), faults);
    }

    private static void CheckInterface(JsonObject? spec, FaultList faults)
    {
        if (spec.Text("interfaceName") is not { Length: > 0 } name)
        {
            if (spec.Items("expectedIPs").Count == 0)
                faults.Add(Spec.Member("interfaceName"), "is missing", "write it, * for all interfaces, or expectedIPs");
        }
        else if (name != "*" && !IsInterfaceName(name))
        {
            faults.Add(
                Spec.Member("interfaceName"),
                $"is {FormatCheck.Quote(name)}, which is no interface name",
                $"write * or at most {MaxInterfaceNameLength} letters, digits and _.-");
        }
    }

    private static void CheckPort(JsonObject? port, FieldPath path, FaultList faults)
    {
        if (port.Text("name") is { Length: > 0 } name && !NameRules.IsPortName(name))
        {
            faults.Add(
                path.Member("name"), $"is {FormatCheck.Quote(name)}, which is no port name", NameRules.PortNameRemedy);
        }

        if (RuleProtocol.Read(port, "protocol") is { } protocol && !RuleProtocol.HasPorts(protocol))
            faults.Add(path.Member("protocol"), "has no ports", "write TCP, UDP or SCTP");
    }

    private static bool IsInterfaceName(string name) =>
        name.Length <= MaxInterfaceNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
