using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>
/// Feeds a <see cref="RouteGraph"/> from resources as they are watched: joins blocks with the affinities that confirm
/// who owns them. Synchronous; not thread-safe.
/// </summary>
/// <param name="thisNode">The node's name.</param>
/// <param name="learnsRoutes">Routes to other nodes are learnt with BGP.</param>
/// <param name="hopsTo">The neighbours through which a next hop that BGP names is reached; null has it be a neighbour itself.</param>
public sealed class RouteResolver(string thisNode, bool learnsRoutes = false, Func<IpAddr, IReadOnlyList<NextHop>>? hopsTo = null)
{
    private readonly Dictionary<string, IpamBlock> _blocks = [];
    private readonly Dictionary<Cidr, string> _blockNames = [];
    private readonly Dictionary<string, (Cidr Cidr, string Node)> _confirmed = [];
    private readonly Dictionary<Cidr, HashSet<string>> _owners = [];

    /// <summary>The routes.</summary>
    public RouteGraph Graph { get; } = new(thisNode, learnsRoutes, hopsTo);

    /// <summary>A node came or changed.</summary>
    public void Upsert(Node node) => Graph.Upsert(RouteFacts.Of(node));

    /// <summary>A node went.</summary>
    public void RemoveNode(string name) => Graph.RemoveNode(name);

    /// <summary>A pod interface of this node came or changed.</summary>
    public void Upsert(LocalEndpoint endpoint) => Graph.Upsert(endpoint);

    /// <summary>A pod interface of this node went.</summary>
    public void RemoveEndpoint(string @interface) => Graph.RemoveEndpoint(@interface);

    /// <summary>A pool came or changed.</summary>
    public void Upsert(IpPool pool) => Graph.SetPool(pool.Metadata.Name, PoolFacts.Of(pool));

    /// <summary>A pool went.</summary>
    public void RemovePool(string name) => Graph.SetPool(name, null);

    /// <summary>A block came or changed.</summary>
    public void Upsert(IpamBlock block)
    {
        var name = block.Metadata.Name;
        if (_blocks.TryGetValue(name, out var before) && CidrOf(before) is { } old && old != CidrOf(block)) RemoveBlock(name);
        _blocks[name] = block;
        if (CidrOf(block) is { } cidr) _blockNames[cidr] = name;
        Resolve(name);
    }

    /// <summary>A block went.</summary>
    public void RemoveBlock(string name)
    {
        if (!_blocks.Remove(name, out var block) || CidrOf(block) is not { } cidr) return;
        _blockNames.Remove(cidr);
        Graph.RemoveBlock(cidr);
    }

    /// <summary>An affinity came or changed. Only a confirmed one that is no tombstone is ownership.</summary>
    public void Upsert(BlockAffinity affinity)
    {
        RemoveAffinity(affinity.Metadata.Name);
        if (affinity.Spec is not { State: "confirmed", Deleted: not true } spec) return;
        if (spec.Type is not (null or "" or "host") || !Cidr.TryParse(spec.Cidr, out var cidr)) return;
        _confirmed[affinity.Metadata.Name] = (cidr, spec.Node);
        if (!_owners.TryGetValue(cidr, out var owners)) _owners[cidr] = owners = [];
        owners.Add(spec.Node);
        ResolveAt(cidr);
    }

    /// <summary>An affinity went.</summary>
    public void RemoveAffinity(string name)
    {
        if (!_confirmed.Remove(name, out var claim)) return;
        if (_owners.TryGetValue(claim.Cidr, out var owners) && owners.Remove(claim.Node) && owners.Count == 0)
            _owners.Remove(claim.Cidr);
        ResolveAt(claim.Cidr);
    }

    private static Cidr? CidrOf(IpamBlock block) =>
        Cidr.TryParse(block.Spec?.Cidr, out var cidr) ? cidr : null;

    private void ResolveAt(Cidr cidr)
    {
        if (_blockNames.TryGetValue(cidr, out var name)) Resolve(name);
    }

    private void Resolve(string name)
    {
        var block = _blocks[name];
        var facts = RouteFacts.Of(
            block, (node, cidr) => _owners.TryGetValue(cidr, out var owners) && owners.Contains(node));
        if (facts is not null) Graph.Upsert(facts);
        else if (CidrOf(block) is { } cidr) Graph.RemoveBlock(cidr);
    }
}
