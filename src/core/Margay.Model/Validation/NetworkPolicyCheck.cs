using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>networking.k8s.io/v1 NetworkPolicy: what Kubernetes demands beyond the schema.</summary>
internal static class NetworkPolicyCheck
{
    private const int MaxPort = 65535;
    private const int MaxPolicyTypes = 2;

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        var path = FieldPath.Root.Member("spec");
        LabelSelectorCheck.Check(spec.Object("podSelector"), path.Member("podSelector"), faults);
        CheckRules(spec.Items("ingress"), "from", path.Member("ingress"), faults);
        CheckRules(spec.Items("egress"), "to", path.Member("egress"), faults);
        if (spec.Items("policyTypes").Count > MaxPolicyTypes)
            faults.Add(path.Member("policyTypes"), "has more than two elements", "keep Ingress, Egress or both");
    }

    private static void CheckRules(JsonArray rules, string peers, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i] as JsonObject;
            var at = path.Item(i);
            var ports = rule.Items("ports");
            for (var j = 0; j < ports.Count; j++) CheckPort(ports[j] as JsonObject, at.Member("ports").Item(j), faults);
            var list = rule.Items(peers);
            for (var j = 0; j < list.Count; j++) CheckPeer(list[j] as JsonObject, at.Member(peers).Item(j), faults);
        }
    }

    private static void CheckPort(JsonObject? port, FieldPath path, FaultList faults)
    {
        if (port.Text("port") is { } name && !NameRules.IsPortName(name))
        {
            faults.Add(
                path.Member("port"),
                $"is {FormatCheck.Quote(name)}, which is no port name",
                int.TryParse(name, out _)
                    ? $"write {name} without quotes if the number is meant"
                    : NameRules.PortNameRemedy);
        }

        var first = port.Whole("port");
        if (first is < 1 or > MaxPort)
        {
            faults.Add(
                path.Member("port"),
                $"is {first}",
                $"write a number from 1 to {MaxPort}, or the name of a port");
        }
        CheckEndPort(port, first, path.Member("endPort"), faults);
    }

    private static void CheckEndPort(JsonObject? port, long? first, FieldPath path, FaultList faults)
    {
        if (port.Whole("endPort") is not { } last) return;
        if (!port.Has("port"))
            faults.Add(path, "is there without port", "write the first port of the range as port");
        else if (first is null)
            faults.Add(path, "is there with a named port", "write the port's number, or remove endPort");
        else if (last < first)
            faults.Add(path, $"is {last}, less than port", $"write a number from {first} to {MaxPort}");
    }

    private static void CheckPeer(JsonObject? peer, FieldPath path, FaultList faults)
    {
        if (peer is null) return;
        var bySelector = peer.Has("podSelector") || peer.Has("namespaceSelector");
        if (peer.Has("ipBlock"))
        {
            if (bySelector) faults.Add(path, "has ipBlock beside a selector", "make two peers of it");
            CheckIpBlock(peer.Object("ipBlock"), path.Member("ipBlock"), faults);
        }
        else if (!bySelector)
        {
            faults.Add(path, "names no peer", "write podSelector, namespaceSelector or ipBlock");
        }

        LabelSelectorCheck.Check(peer.Object("podSelector"), path.Member("podSelector"), faults);
        LabelSelectorCheck.Check(peer.Object("namespaceSelector"), path.Member("namespaceSelector"), faults);
    }

    private static void CheckIpBlock(JsonObject? block, FieldPath path, FaultList faults)
    {
        if (!Cidr.TryParse(block.Text("cidr"), out var cidr)) return;
        var excepts = block.Items("except");
        for (var i = 0; i < excepts.Count; i++)
        {
            if (!Cidr.TryParse(excepts[i].AsText(), out var except)) continue;
            if (!cidr.Contains(except) || cidr == except)
            {
                faults.Add(
                    path.Member("except").Item(i),
                    $"is {except}, no part of {cidr}",
                    $"write a smaller range inside {cidr}");
            }
        }
    }
}
