using System.Text;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;

namespace Margay.Tests.Property.Policy;

/// <summary>A graph and, behind it, the intent that its deltas add up to.</summary>
internal sealed class GraphUnderTest
{
    private readonly PolicyGraph _graph = new();

    public IntentState Intent { get; } = new();

    public IntentDelta Apply(IEnumerable<SnapshotChange> changes, bool inSync)
    {
        var delta = _graph.Apply(new SnapshotDelta([.. changes], inSync));
        Intent.Apply(delta);
        return delta;
    }

    /// <summary>Everything that the intent says, as text, so that equal intents are equal texts.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var (id, set) in Intent.Sets)
            text.Append($"set {id} {set.Kind}: {string.Join(' ', set.Members.Select(member => $"{member.Cidr}:{member.Protocol}:{member.Port}"))}\n");
        foreach (var policy in Intent.Policies.Values)
        {
            text.Append($"policy {policy.Id}\n");
            foreach (var rule in policy.Ingress) text.Append($"  in {Describe(rule)}\n");
            foreach (var rule in policy.Egress) text.Append($"  out {Describe(rule)}\n");
        }

        foreach (var endpoint in Intent.Endpoints.Values)
        {
            text.Append($"endpoint {endpoint.Interface} {endpoint.Namespace}/{endpoint.Name} {string.Join(' ', endpoint.Addresses)}\n");
            text.Append($"  in {endpoint.Ingress.Isolated} {string.Join(' ', endpoint.Ingress.Policies)}\n");
            text.Append($"  out {endpoint.Egress.Isolated} {string.Join(' ', endpoint.Egress.Policies)}\n");
        }

        return text.ToString();
    }

    private static string Describe(RuleIntent rule) =>
        $"{rule.Origin}: {rule.Action} {rule.Protocol} [{string.Join(' ', rule.DestinationPorts)}] [{string.Join(' ', rule.PeerSets)}] {rule.NamedPortSet}";
}
