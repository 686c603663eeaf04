using Margay.Model.Intent;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>Finds what little to change in policies so that flows are allowed which are denied.</summary>
/// <remarks>
/// Nothing is found by rules of thumb alone: every edit is put to the oracle. An edit names the other end as narrowly as its
/// labels or its address can, and only ever adds: no connection that was allowed is closed by it. Profiles, missing namespaces
/// and settings of nodes are not edited.
/// </remarks>
public static class AllowingEdits
{
    private const int MaxEdits = 8;

    /// <summary>The edits, in order, after which all the flows are allowed; empty if they are; null if none were found.</summary>
    public static IReadOnlyList<PolicyEdit>? Find(ClusterState cluster, params IReadOnlyList<Flow> flows)
    {
        var edits = new List<PolicyEdit>();
        foreach (var flow in flows)
        {
            while (PolicyOracle.Decide(cluster, flow) is { Verdict: not Verdict.Allow } decision)
            {
                if (edits.Count == MaxEdits || FindOne(cluster, flow, decision) is not var (edit, edited)) return null;
                edits.Add(edit);
                cluster = edited;
            }
        }

        return edits;
    }

    /// <summary>The cluster with edits.</summary>
    public static ClusterState Apply(ClusterState cluster, IEnumerable<PolicyEdit> edits) => edits.Aggregate(cluster, With);

    /// <summary>The first edit after which the step that denies the flow allows it, and the cluster with it.</summary>
    private static (PolicyEdit Edit, ClusterState Cluster)? FindOne(ClusterState cluster, Flow flow, Decision decision)
    {
        if (decision.Deciding is not { Verdict: Verdict.Deny } denying) return null;
        var wanted = WantedRule.Of(cluster, flow, decision, denying.Direction);
        foreach (var edit in Candidates(cluster, denying, wanted))
        {
            var edited = With(cluster, edit);
            if (PolicyOracle.Decide(edited, flow).Steps.Any(step => IsSame(step, denying) && step.Verdict == Verdict.Allow))
                return (edit, edited);
        }

        return null;
    }

    private static IEnumerable<PolicyEdit> Candidates(ClusterState cluster, DirectionDecision denying, WantedRule wanted)
    {
        var policies = denying.Why switch
        {
            Reason.ByRule rule => [rule.Policy],
            Reason.EndOfTier end => end.Policies,
            _ => [],
        };
        var tried = denying.Tried.ToLookup(policy => policy.Policy);
        var editors = policies.Select(id => (Id: id, Editor: EditorOf(cluster, id))).Where(pair => pair.Editor is not null).ToList();
        foreach (var (id, editor) in editors)
        {
            foreach (var rule in tried[id].SelectMany(policy => policy.Rules).Where(rule => rule.Effect == RuleEffect.Allow))
            {
                if (editor!.Widen(rule, wanted) is { } edit) yield return edit;
            }
        }

        foreach (var (_, editor) in editors)
        {
            if (editor!.Insert((denying.Why as Reason.ByRule)?.Rule, wanted) is { } edit) yield return edit;
        }
    }

    private static PolicyEditor? EditorOf(ClusterState cluster, PolicyId id) => id.Kind switch
    {
        PolicyId.KubernetesNetworkPolicy => cluster.KubernetesPolicies.FirstOrDefault(policy => KubernetesPolicyFacts.IdOf(policy) == id) is { } found
            ? new KubernetesEditor(id, found) : null,
        PolicyId.NetworkPolicy => cluster.NetworkPolicies.FirstOrDefault(policy => CalicoPolicyFacts.IdOf(policy) == id) is { } found
            ? new CalicoEditor(id, found.Spec, spec => found with { Spec = spec }) : null,
        PolicyId.GlobalNetworkPolicy => cluster.GlobalPolicies.FirstOrDefault(policy => CalicoPolicyFacts.IdOf(policy) == id) is { } found
            ? new CalicoEditor(id, found.Spec, spec => found with { Spec = spec }) : null,
        PolicyId.ClusterNetworkPolicy => cluster.ClusterPolicies.FirstOrDefault(policy => policy.Metadata.Name == id.Name) is { } found
            ? new ClusterEditor(id, found) : null,
        _ => null,
    };

    private static bool IsSame(DirectionDecision step, DirectionDecision other) =>
        step.End == other.End && step.Hook == other.Hook && step.Direction == other.Direction;

    private static ClusterState With(ClusterState cluster, PolicyEdit edit) => cluster.With(cluster.Resources.Select(resource =>
        resource.GetType() == edit.After.GetType() && resource.Metadata.Name == edit.After.Metadata.Name
        && resource.Metadata.Namespace == edit.After.Metadata.Namespace ? edit.After : resource));
}
