using System.Text.Json.Nodes;
using Margay.Model.Settings;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 BGPConfiguration: what holds for all nodes only, the mesh, ranges and communities.</summary>
internal static class BgpConfigurationCheck
{
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    private static readonly string[] OfAllNodes =
    [
        "nodeToNodeMeshEnabled", "asNumber", "serviceLoadBalancerIPs", "serviceExternalIPs", "serviceClusterIPs",
        "nodeMeshPassword", "nodeMeshMaxRestartTime",
    ];

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        CheckScope(resource.Object("metadata").Text("name"), spec, faults);
        CheckMesh(spec, faults);
        foreach (var list in (string[])["serviceLoadBalancerIPs", "serviceExternalIPs", "serviceClusterIPs"])
        {
            var ranges = spec.Items(list);
            for (var i = 0; i < ranges.Count; i++)
                MaskedRangeCheck.Check((ranges[i] as JsonObject).Text("cidr"), Spec.Member(list).Item(i).Member("cidr"), faults);
        }

        CheckCommunities(spec, faults);
        CheckIgnoredInterfaces(spec.Items("ignoredInterfaces"), Spec.Member("ignoredInterfaces"), faults);
    }

    private static void CheckScope(string? name, JsonObject? spec, FaultList faults)
    {
        if (name is null or "default" || spec is null) return;
        foreach (var member in OfAllNodes)
        {
            if (!ResourceDefaults.IsEmpty(spec[member]))
            {
                faults.Add(
                    Spec.Member(member),
                    $"is set in {FormatCheck.Quote(name)}",
                    "remove it, or set it in default: it holds for all nodes");
            }
        }
    }

    private static void CheckMesh(JsonObject? spec, FaultList faults)
    {
        if (spec.Flag("nodeToNodeMeshEnabled") != false) return;
        foreach (var member in (string[])["nodeMeshPassword", "nodeMeshMaxRestartTime"])
        {
            if (spec.Has(member))
                faults.Add(Spec.Member(member), "is set though nodeToNodeMeshEnabled is false", "remove it, or write true there");
        }
    }

    private static void CheckCommunities(JsonObject? spec, FaultList faults)
    {
        var communities = spec.Items("communities");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < communities.Count; i++)
        {
            if ((communities[i] as JsonObject).Text("name") is not { Length: > 0 } name) continue;
            names.Add(name);
            SubdomainCheck.Check(name, Spec.Member("communities").Item(i).Member("name"), faults);
        }

        var advertisements = spec.Items("prefixAdvertisements");
        if (communities.Count > 0 && advertisements.Count == 0)
        {
            faults.Add(
                Spec.Member("communities"),
                "is there without prefixAdvertisements",
                "write there which routes carry them, or remove it");
        }

        for (var i = 0; i < advertisements.Count; i++)
        {
            var path = Spec.Member("prefixAdvertisements").Item(i);
            MaskedRangeCheck.Check((advertisements[i] as JsonObject).Text("cidr"), path.Member("cidr"), faults);
            CheckCarried((advertisements[i] as JsonObject).Items("communities"), names, path.Member("communities"), faults);
        }
    }

    private static void CheckCarried(JsonArray carried, HashSet<string> names, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < carried.Count; i++)
        {
            if (carried[i].AsText() is not { } text || names.Contains(text) || BgpCommunity.TryParse(text, out _)) continue;
            faults.Add(
                path.Item(i),
                $"is {FormatCheck.Quote(text)}, which is no community and no name of one",
                Spelling.Nearest(text, names) is { Length: > 0 } near
                    ? $"did you mean {near}?"
                    : $"{FormatCheck.CommunityRemedy}, or define the name in spec.communities");
        }
    }

    private static void CheckIgnoredInterfaces(JsonArray interfaces, FieldPath path, FaultList faults)
    {
        DistinctCheck.Check(interfaces, path, faults);
        for (var i = 0; i < interfaces.Count; i++)
        {
            if (interfaces[i].AsText() == "*")
                faults.Add(path.Item(i), "is '*', which matches every interface", "write a name, or a part of one as in eth*");
        }
    }
}
