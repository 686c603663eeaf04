using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Which pools a request may use, and why not the others.</summary>
internal readonly record struct PoolChoice(IReadOnlyList<Pool> Pools, IpamRefusal? Refusal)
{
    /// <summary>The pools of one family in the order in which they are tried; a refusal when there are none.</summary>
    internal static PoolChoice For(IpamView view, AssignRequest request, IpFamily family)
    {
        var named = new List<Pool>();
        foreach (var wanted in request.Pools)
        {
            if (Find(view, wanted) is not { } pool)
                return Refuse(RefusalReason.UnknownPool, $"there is no pool '{wanted}'; there are: {Names(view.Pools)}");
            if (pool.Cidr.Family == family) named.Add(pool);
        }

        var candidates = named.Count > 0 ? named : view.Pools.Where(pool => pool.Cidr.Family == family).ToList();
        var isNamed = named.Count > 0;
        var usable = candidates.Where(pool => Obstacle(pool, request, isNamed) is null).ToList();
        if (usable.Count > 0 && (!isNamed || usable.Count == named.Count)) return new PoolChoice(usable, null);
        var obstacles = candidates.Select(pool => $"{pool.Name} {Obstacle(pool, request, isNamed)}");
        var why = candidates.Count == 0 ? "there is none of this family" : string.Join(", ", obstacles);
        return Refuse(RefusalReason.NoPool, $"no pool gives IP{family.ToString().ToLowerInvariant()} addresses to pods of "
            + $"namespace '{request.Namespace}' on node '{request.Node}': {why}");
    }

    private static string? Obstacle(Pool pool, AssignRequest request, bool isNamed)
    {
        if (!pool.IsOpen) return "is disabled";
        if (!pool.IsForWorkloads) return "is not for pods (allowedUses)";
        if (isNamed) return null;
        if (!pool.IsAutomatic) return "must be asked for by name (assignmentMode Manual)";
        if (!pool.NodeSelector.Matches(request.NodeLabels)) return $"does not select the node ({pool.NodeSelector})";
        return pool.NamespaceSelector.Matches(request.NamespaceLabels)
            ? null
            : $"does not select the namespace ({pool.NamespaceSelector})";
    }

    private static Pool? Find(IpamView view, string wanted)
    {
        var isCidr = Cidr.TryParse(wanted, out var cidr);
        return view.Pools.FirstOrDefault(pool => pool.Name == wanted || (isCidr && pool.Cidr == cidr));
    }

    private static string Names(IReadOnlyCollection<Pool> pools) =>
        pools.Count == 0 ? "none" : string.Join(", ", pools.Select(pool => $"{pool.Name} ({pool.Cidr})"));

    private static PoolChoice Refuse(RefusalReason reason, string message) => new([], new IpamRefusal(reason, message));
}
