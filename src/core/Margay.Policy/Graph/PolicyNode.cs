using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>A known policy or profile.</summary>
internal sealed class PolicyNode(PolicyId id, PolicyFacts facts) : Selecting(facts.Subject)
{
    private CompactSet<PolicyChain> _chains;

    public PolicyId Id { get; } = id;

    public PolicyFacts Facts { get; } = facts;

    /// <summary>What decides the order of policies whose tier and order are the same.</summary>
    public string TieBreaker => field ??= $"{Id.Name}/{Id.Namespace}/{Id.Kind}";

    /// <summary>The chains it is in, as of the last flush. While there are any, the node needs it.</summary>
    public ref CompactSet<PolicyChain> Chains => ref _chains;

    public bool IsNeeded => _chains.Count > 0 || Facts.IsNeededEverywhere;
}
