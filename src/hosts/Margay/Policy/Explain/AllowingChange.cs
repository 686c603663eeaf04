using Margay.Host.Policy.Analysis;
using Margay.Model.Resources;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Remedy;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Explain;

/// <summary>What little to change so that a denied flow is allowed.</summary>
/// <param name="Edits">The edits, in order.</param>
/// <param name="Opens">All that the edits open; null where the cluster is too large to be looked through by the way.</param>
internal sealed record AllowingChange(IReadOnlyList<PolicyEdit> Edits, IReadOnlyList<ChangeGroup>? Opens)
{
    /// <summary>Up to this many pods, all connections are looked through for what an edit opens.</summary>
    private const int MaxPods = 2000;

    /// <summary>The policies as they are with the edits, without what the server keeps.</summary>
    public IEnumerable<Resource> Manifests => Edits.Select(edit => edit.After)
        .GroupBy(resource => (resource.GetType(), resource.Metadata.Namespace, resource.Metadata.Name))
        .Select(edits => edits.Last() with
        {
            Metadata = edits.Last().Metadata with { Uid = null, ResourceVersion = null, Generation = null, CreationTimestamp = null },
        });

    /// <summary>The change that allows all these flows, in both families; null if none was found, or nothing denies them.</summary>
    public static AllowingChange? For(ClusterState cluster, IEnumerable<Explanation> explanations)
    {
        var denied = explanations.SelectMany(explanation => explanation.Decisions)
            .Where(answer => answer.IsAnswered && answer.Decision.Verdict == Verdict.Deny).Select(answer => answer.Decision.Flow).ToList();
        if (denied.Count == 0 || AllowingEdits.Find(cluster, denied) is not { Count: > 0 } edits) return null;
        return new AllowingChange(
            edits, cluster.Pods.Count > MaxPods ? null : ChangeGroup.Of(PolicyDifference.Between(cluster, AllowingEdits.Apply(cluster, edits))));
    }
}
