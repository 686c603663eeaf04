using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy: what its API demands beyond the schema.</summary>
internal static class ClusterNetworkPolicyCheck
{
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    private static readonly string[] PodPeers = ["namespaces", "pods"];
    private static readonly string[] EgressPeers = ["namespaces", "pods", "nodes", "networks", "domainNames"];
    private static readonly string[] OutsidePeers = ["nodes", "networks", "domainNames"];
    private static readonly string[] Transports = ["tcp", "udp", "sctp"];

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        CheckPeer(spec.Object("subject"), PodPeers, Spec.Member("subject"), faults);
        CheckRules(spec.Items("ingress"), "from", PodPeers, Spec.Member("ingress"), faults);
        CheckRules(spec.Items("egress"), "to", EgressPeers, Spec.Member("egress"), faults);
    }

    private static void CheckRules(JsonArray rules, string peers, string[] kinds, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var (rule, at) = (rules[i] as JsonObject, path.Item(i));
            var list = rule.Items(peers);
            for (var j = 0; j < list.Count; j++)
            {
                var (peer, where) = (list[j] as JsonObject, at.Member(peers).Item(j));
                CheckPeer(peer, kinds, where, faults);
                if (peer.Has("domainNames") && rule.Text("action") is { } action && action != "Accept")
                {
                    faults.Add(
                        where.Member("domainNames"),
                        $"is in a rule with the action {action}",
                        "write Accept: names can only be let through");
                }
            }

            var outside = OutsidePeers.FirstOrDefault(kind => list.Any(peer => (peer as JsonObject).Has(kind)));
            CheckProtocols(rule.Items("protocols"), outside, at.Member("protocols"), faults);
        }
    }

    private static void CheckPeer(JsonObject? peer, string[] kinds, FieldPath path, FaultList faults)
    {
        OneOfCheck.Check(peer, kinds, path, faults);
        LabelSelectorCheck.Check(peer.Object("namespaces"), path.Member("namespaces"), faults);
        LabelSelectorCheck.Check(peer.Object("nodes"), path.Member("nodes"), faults);
        foreach (var member in (string[])["namespaceSelector", "podSelector"])
            LabelSelectorCheck.Check(peer.Object("pods").Object(member), path.Member("pods").Member(member), faults);
        DistinctCheck.Check(peer.Items("domainNames"), path.Member("domainNames"), faults);
        var networks = peer.Items("networks");
        DistinctCheck.Check(networks, path.Member("networks"), faults);
        for (var i = 0; i < networks.Count; i++) MaskedRangeCheck.Check(networks[i].AsText(), path.Member("networks").Item(i), faults);
    }

    private static void CheckProtocols(JsonArray protocols, string? outside, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < protocols.Count; i++)
        {
            var (protocol, at) = (protocols[i] as JsonObject, path.Item(i));
            OneOfCheck.Check(protocol, [.. Transports, "destinationNamedPort"], at, faults);
            foreach (var transport in Transports) CheckPorts(protocol.Object(transport), at.Member(transport), faults);
            if (outside is not null && protocol.Has("destinationNamedPort"))
            {
                faults.Add(
                    at.Member("destinationNamedPort"),
                    $"is there beside {outside}",
                    "write the port's number: only pods have named ports");
            }
        }
    }

    private static void CheckPorts(JsonObject? ports, FieldPath path, FaultList faults)
    {
        if (ports is null) return;
        OneOfCheck.Check(ports, ["destinationPort"], path, faults);
        var (port, at) = (ports.Object("destinationPort"), path.Member("destinationPort"));
        OneOfCheck.Check(port, ["number", "range"], at, faults);
        if (port.Object("range") is { } range && range.Whole("start") is { } start && range.Whole("end") is { } end && end <= start)
            faults.Add(at.Member("range").Member("end"), $"is {end}, not above start", $"write a number above {start}");
    }
}
