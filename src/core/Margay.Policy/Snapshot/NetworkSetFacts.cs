using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Reads network sets and nodes, which stand behind addresses and are no endpoints.</summary>
public static class NetworkSetFacts
{
    /// <summary>The facts of a network set.</summary>
    public static BearerFacts Of(NetworkSet set) => Of(set, set.Spec);

    /// <summary>The facts of a global network set.</summary>
    public static BearerFacts Of(GlobalNetworkSet set) => Of(set, set.Spec);

    /// <summary>The facts of a node: its labels and the addresses of its status.</summary>
    public static BearerFacts Of(Node node) =>
        new(PodFacts.LabelsOf(node), Read(node.Status?.Addresses?.Select(entry => entry?.Address)), []);

    private static BearerFacts Of(Resource set, NetworkSetSpec? spec) =>
        new(PodFacts.LabelsOf(set), Read(spec?.Nets), []);

    /// <summary>The prefixes that can be read, sorted and each once; an address is a prefix of itself.</summary>
    internal static Cidr[] Read(IEnumerable<string?>? texts)
    {
        var networks = new HashSet<Cidr>();
        foreach (var text in texts ?? [])
        {
            if (Cidr.TryParse(text, out var cidr)) networks.Add(cidr);
        }

        if (networks.Count == 0) return [];
        Cidr[] sorted = [.. networks];
        Array.Sort(sorted);
        return sorted;
    }
}
