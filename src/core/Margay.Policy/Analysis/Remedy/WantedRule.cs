using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Validation;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>What a rule must match so that a flow meets it in one direction, and little else does.</summary>
/// <param name="Direction">The direction in which the rule is wanted.</param>
/// <param name="Peer">The other end.</param>
/// <param name="Labels">The labels by which the other end is known, if it is a pod.</param>
/// <param name="Flow">The flow.</param>
internal sealed record WantedRule(
    Direction Direction, ResolvedEnd Peer, IReadOnlyDictionary<string, string> Labels, Flow Flow)
{
    /// <summary>Labels that tell one replica or one rollout from another, by which nobody writes policy.</summary>
    private static readonly string[] Fleeting =
    [
        "pod-template-hash", "controller-revision-hash", "pod-template-generation", "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index", "controller-uid", "job-name", "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-name", "batch.kubernetes.io/job-completion-index",
    ];

    public string Port => Flow.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>The prefix that holds the other end's address alone.</summary>
    public string Network => Peer.Address.ToHostCidr().ToString();

    public LabelSelector PodSelector => Labels.Count == 0 ? new LabelSelector() : new LabelSelector { MatchLabels = Labels };

    public static WantedRule Of(ClusterState cluster, Flow flow, Decision decision, Direction direction)
    {
        var peer = (direction == Direction.Ingress ? decision.Source : decision.Destination)!;
        var pod = peer is ResolvedEnd.Pod named
            ? cluster.Pods.FirstOrDefault(each => (each.Metadata.Namespace ?? "default") == named.Namespace && each.Metadata.Name == named.Name)
            : null;
        var labels = (pod?.Metadata.Labels ?? new Dictionary<string, string>()).Where(label => !Fleeting.Contains(label.Key))
            .OrderBy(label => label.Key, StringComparer.Ordinal).ToDictionary();
        return new WantedRule(direction, peer, labels, flow);
    }

    /// <summary>A selector of one namespace by the label that it always has.</summary>
    public static LabelSelector NamespaceSelector(string name) =>
        new() { MatchLabels = new Dictionary<string, string> { [ResourceDefaults.NamespaceNameLabel] = name } };
}
