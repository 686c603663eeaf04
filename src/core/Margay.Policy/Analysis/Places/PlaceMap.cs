using Margay.Model.Intent;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>Finds the places of one family that one or several clusters have between them.</summary>
internal sealed class PlaceMap
{
    private readonly IReadOnlyList<ClusterIntent> _clusters;
    private readonly IpFamily _family;
    private readonly ProgramCatalog _programs;
    private readonly AddressIndex[] _indexes;
    private readonly Dictionary<IpAddr, string> _nodes = [];
    private readonly Dictionary<IpAddr, PlacedName> _names;
    private readonly SortedSet<IpAddr> _ofPods = [];

    public PlaceMap(
        IReadOnlyList<ClusterIntent> clusters, IReadOnlyList<PlacedName> names, IpFamily family, MembershipTable table, ProgramCatalog programs)
    {
        _names = names.ToDictionary(name => name.Address(family));
        (_clusters, _family, _programs) = (clusters, family, programs);
        _indexes = [.. clusters.Select(cluster => new AddressIndex(cluster.Sets, family, table))];
        foreach (var endpoint in clusters.SelectMany(cluster => cluster.Endpoints))
            _ofPods.UnionWith(endpoint.Addresses.Where(address => address.Family == family));
        foreach (var node in clusters.SelectMany(cluster => cluster.Cluster.Index.Nodes))
        {
            foreach (var address in NodeReading.Addresses(node).Where(address => address.Family == family))
                _nodes.TryAdd(address, node.Metadata.Name);
        }

        foreach (var pod in clusters.SelectMany(cluster => cluster.Cluster.Index.Pods).Where(pod => pod.IsOnHostNetwork()))
        {
            foreach (var address in pod.Addresses().Where(address => address.Family == family))
                _nodes.TryAdd(address, pod.Spec?.NodeName ?? "");
        }
    }

    /// <summary>Every place: pods by namespace and name, then nodes, then names, then the rest.</summary>
    public IReadOnlyList<Place> Places() => [.. Pods(), .. Elsewhere(), .. Named()];

    private IEnumerable<Place> Pods()
    {
        var pods = new SortedDictionary<(string Namespace, string Name), (Standing?[] Standings, Place.Member Member)>();
        for (var i = 0; i < _clusters.Count; i++)
        {
            foreach (var endpoint in _clusters[i].Endpoints)
            {
                var resource = _clusters[i].Cluster.Index.FindPod(endpoint.Namespace, endpoint.Name)!.Resource;
                var address = resource.Addresses().FirstOrDefault(candidate => candidate.Family == _family);
                if (address.IsNone) continue;
                var key = (endpoint.Namespace, endpoint.Name);
                if (!pods.TryGetValue(key, out var pod)) pod = (new Standing?[_clusters.Count], new Place.Member("", "", default));
                pod.Standings[i] = new Standing(
                    _indexes[i].Find(address),
                    _programs.Of(_clusters[i], endpoint, Direction.Egress),
                    _programs.Of(_clusters[i], endpoint, Direction.Ingress));
                pods[key] = pod with { Member = new Place.Member(endpoint.Name, resource.Spec?.NodeName ?? "", address) };
            }
        }

        return pods.GroupBy(pod => (pod.Key.Namespace, Key: KeyOf(pod.Value.Standings))).Select(alike => new Place.Pods(
            _family, alike.First().Value.Standings, alike.Key.Namespace, [.. alike.Select(pod => pod.Value.Member)]));
    }

    private IEnumerable<Place> Elsewhere()
    {
        var alike = new Dictionary<(string? Node, string Key), (Standing?[] Standings, List<AddressRange> Ranges)>();
        foreach (var range in Ranges())
        {
            if (_ofPods.Contains(range.First) || _names.ContainsKey(range.First)) continue;
            var standings = Standings(range.First);
            var key = (_nodes.GetValueOrDefault(range.First), KeyOf(standings));
            if (!alike.TryGetValue(key, out var found)) alike[key] = found = (standings, []);
            found.Ranges.Add(range);
        }

        foreach (var ((node, _), (standings, ranges)) in alike.OrderByDescending(found => found.Key.Node, StringComparer.Ordinal))
        {
            if (node is not null) yield return new Place.Node(_family, standings, node, [.. ranges.Select(range => range.First)]);
            else yield return new Place.Outside(_family, standings, ranges, Join(ranges));
        }
    }

    private IEnumerable<Place.Domains> Named() =>
        from name in _names
        let standings = Standings(name.Key)
        group (name.Value, Standings: standings) by KeyOf(standings) into alike
        select new Place.Domains(_family, alike.First().Standings, [.. alike.Select(name => name.Value)]);

    private Standing?[] Standings(IpAddr address) => [.. _indexes.Select(index => new Standing(index.Find(address), null, null))];

    /// <summary>All addresses, cut so that within a range no set of any cluster makes a difference and no pod, node or name stands.</summary>
    private IEnumerable<AddressRange> Ranges()
    {
        var starts = new SortedSet<IpAddr>(_indexes.SelectMany(index => index.Boundaries));
        foreach (var single in _indexes.SelectMany(index => index.Singles).Concat(_ofPods).Concat(_nodes.Keys).Concat(_names.Keys))
        {
            starts.Add(single);
            if (single.Add(1).Value != 0) starts.Add(single.Add(1));
        }

        var first = default(IpAddr);
        foreach (var start in starts)
        {
            if (!first.IsNone) yield return new AddressRange(first, start.Add(UInt128.MaxValue));
            first = start;
        }

        yield return new AddressRange(first, IpAddr.Of(_family, UInt128.MaxValue));
    }

    /// <summary>The ranges as a person names them: what pods, nodes and names have within them is passed over.</summary>
    private List<AddressRange> Join(List<AddressRange> ranges)
    {
        var joined = new List<AddressRange>();
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && IsTaken(joined[^1].Last.Add(1), range.First)) joined[^1] = joined[^1] with { Last = range.Last };
            else joined.Add(range);
        }

        return joined;
    }

    private bool IsTaken(IpAddr first, IpAddr end)
    {
        for (; first != end; first = first.Add(1))
        {
            if (!_ofPods.Contains(first) && !_nodes.ContainsKey(first) && !_names.ContainsKey(first)) return false;
        }

        return true;
    }

    private static string KeyOf(Standing?[] standings) => string.Join(' ', standings.Select(standing => standing is null
        ? "-"
        : $"{standing.Membership.Id}/{standing.Egress?.Id}/{standing.Ingress?.Id}"));
}
