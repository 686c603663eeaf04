using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>A known policy or profile.</summary>
internal sealed class PolicyNode(PolicyId id, PolicyFacts facts)
{
    public PolicyId Id { get; } = id;

    public PolicyFacts Facts { get; } = facts;

    /// <summary>What decides the order of policies whose tier and order are the same.</summary>
    public string TieBreaker => field ??= $"{Id.Name}/{Id.Namespace}/{Id.Kind}";

    /// <summary>The local endpoints that it applies to, as of the last flush. While there are any, the node needs it.</summary>
    public HashSet<PolicedNode> AppliesTo { get; } = [];

    public bool IsNeeded => AppliesTo.Count > 0 || Facts.IsNeededEverywhere;
}
