using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>core/v1 Service and discovery.k8s.io/v1 EndpointSlice: names and addresses that Margay reads.</summary>
internal static class ServiceCheck
{
    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        var path = FieldPath.Root.Member("spec");
        var ports = spec.Items("ports");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var (name, at) = ((ports[i] as JsonObject).Text("name") ?? "", path.Member("ports").Item(i).Member("name"));
            if (name.Length == 0 && ports.Count > 1)
                faults.Add(at, "is missing", "give each port a name where there are several");
            else if (name.Length > 0 && !NameRules.IsDnsLabel(name))
                faults.Add(at, $"is {FormatCheck.Quote(name)}", NameRules.DnsLabelRemedy);
            else if (name.Length > 0 && !names.Add(name))
                faults.Add(at, $"is {FormatCheck.Quote(name)} a second time", "give each port a name of its own");
        }

        if (spec.Text("clusterIP") is { Length: > 0 } address && address != "None" && !IpAddr.TryParse(address, out _))
            faults.Add(path.Member("clusterIP"), $"is {FormatCheck.Quote(address)}", "write an address, or None");
    }

    public static void CheckSlice(JsonObject resource, FaultList faults)
    {
        var family = resource.Text("addressType") switch
        {
            "IPv4" => IpFamily.V4,
            "IPv6" => IpFamily.V6,
            _ => (IpFamily?)null,
        };
        if (family is null) return;
        var endpoints = resource.Items("endpoints");
        for (var i = 0; i < endpoints.Count; i++)
        {
            var addresses = (endpoints[i] as JsonObject).Items("addresses");
            for (var j = 0; j < addresses.Count; j++)
            {
                if (addresses[j].AsText() is not { } text || (IpAddr.TryParse(text, out var address) && address.Family == family)) continue;
                faults.Add(
                    FieldPath.Root.Member("endpoints").Item(i).Member("addresses").Item(j),
                    $"is {FormatCheck.Quote(text)}",
                    $"write an {resource.Text("addressType")} address, as addressType says");
            }
        }
    }
}
