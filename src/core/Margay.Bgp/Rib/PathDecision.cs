using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Chooses among the paths to one prefix (RFC 4271 §9.1.2). Pure, allocates nothing, and does not depend on the paths' order.</summary>
public static class PathDecision
{
    /// <summary>Finds the best path and says of each where it lost.</summary>
    /// <param name="paths">All paths to the prefix; no two have the same peer and path identifier.</param>
    /// <param name="steps">As long as <paramref name="paths"/>; filled with the step at which each lost.</param>
    /// <returns>The index of the best path, or -1 if none can be used.</returns>
    public static int Select(ReadOnlySpan<BgpPath> paths, Span<DecisionStep> steps)
    {
        var highest = default(PathRank);
        foreach (var path in paths)
        {
            if (path.IsEligible && path.Rank.CompareTo(highest) > 0) highest = path.Rank;
        }

        var hasMeds = false;
        for (var i = 0; i < paths.Length; i++)
        {
            var path = paths[i];
            steps[i] = path switch
            {
                { Exclusion: not Exclusion.None } => DecisionStep.Excluded,
                { NextHopCost: null } => DecisionStep.NextHopUnreachable,
                _ => path.Rank.LosesAt(highest),
            };
            hasMeds |= steps[i] == DecisionStep.Best && path.Attributes.Med > 0;
        }

        if (hasMeds) DropHigherMeds(paths, steps);
        DropFurther(paths, steps);
        var best = -1;
        for (var i = 0; i < paths.Length; i++)
        {
            if (steps[i] != DecisionStep.Best) continue;
            if (best < 0 || BreakTie(paths[i], paths[best]) < 0) best = i;
        }

        for (var i = 0; i < paths.Length; i++)
        {
            if (steps[i] == DecisionStep.Best && i != best) steps[i] = DecisionStep.Multipath;
        }

        return best;
    }

    /// <summary>§9.1.2.2 d and e: external before internal, then the nearer next hop.</summary>
    private static void DropFurther(ReadOnlySpan<BgpPath> paths, Span<DecisionStep> steps)
    {
        var (isInternal, cost) = (true, uint.MaxValue);
        for (var i = 0; i < paths.Length; i++)
        {
            if (steps[i] != DecisionStep.Best) continue;
            var (of, at) = (IsInternal(paths[i]), paths[i].NextHopCost!.Value);
            if (of == isInternal) cost = Math.Min(cost, at);
            else if (isInternal) (isInternal, cost) = (false, at);
        }

        for (var i = 0; i < paths.Length; i++)
        {
            if (steps[i] != DecisionStep.Best) continue;
            if (IsInternal(paths[i]) && !isInternal) steps[i] = DecisionStep.ExternalOverInternal;
            else if (paths[i].NextHopCost > cost) steps[i] = DecisionStep.NextHopCost;
        }
    }

    private static bool IsInternal(BgpPath path) => path.Owner.Source == PathSource.Internal;

    /// <summary>
    /// §9.1.2.2 c: MEDs of different neighbours say nothing about each other, so that no pairwise order exists; what counts is
    /// whether any path that is still in the race, from the same neighbour, has a lower one.
    /// </summary>
    private static void DropHigherMeds(ReadOnlySpan<BgpPath> paths, Span<DecisionStep> steps)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            // A path that loses to another by its MED still bars the higher ones: the lowest of a neighbour bars them all.
            if (steps[i] is not (DecisionStep.Best or DecisionStep.Med)) continue;
            for (var j = 0; j < paths.Length; j++)
            {
                if (steps[j] == DecisionStep.Best && MedOf(paths[i]) < MedOf(paths[j]) && NeighbourOf(paths[i]) == NeighbourOf(paths[j]))
                    steps[j] = DecisionStep.Med;
            }
        }
    }

    private static uint MedOf(BgpPath path) => path.Attributes.Med ?? 0;

    private static uint NeighbourOf(BgpPath path) => path.Attributes.AsPath.First;

    /// <summary>Holds a path that can be used against the best one, where no path has a MED.</summary>
    /// <returns>Positive if it is better than all that were as good as the best, 0 if it is as good, negative if it loses.</returns>
    internal static int CompareWithoutMeds(BgpPath path, BgpPath best)
    {
        var order = path.Rank.CompareTo(best.Rank);
        if (order == 0) order = IsInternal(best).CompareTo(IsInternal(path));
        return order != 0 ? order : best.NextHopCost!.Value.CompareTo(path.NextHopCost!.Value);
    }

    /// <summary>§9.1.2.2 f and g, with RFC 4456 §9 between them; the path identifier tells those of one peer apart.</summary>
    internal static int BreakTie(BgpPath left, BgpPath right)
    {
        var order = IdOf(left).CompareTo(IdOf(right));
        if (order == 0) order = left.Attributes.ClusterList.Count.CompareTo(right.Attributes.ClusterList.Count);
        if (order == 0) order = left.Owner.Address.CompareTo(right.Owner.Address);
        return order != 0 ? order : left.PathId.CompareTo(right.PathId);
    }

    private static IpAddr IdOf(BgpPath path) => path.Attributes.OriginatorId.IsNone ? path.Owner.Id : path.Attributes.OriginatorId;
}
