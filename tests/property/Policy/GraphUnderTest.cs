using System.Text;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;

namespace Margay.Tests.Property.Policy;

/// <summary>A graph and, behind it, the intent that its deltas add up to.</summary>
internal sealed class GraphUnderTest
{
    private readonly PolicyGraph _graph = new("n1");

    public IntentState Intent { get; } = new();

    public IntentDelta Apply(IEnumerable<SnapshotChange> changes, bool inSync)
    {
        var delta = _graph.Apply(new SnapshotDelta([.. changes], inSync));
        Intent.Apply(delta);
        return delta;
    }

    /// <summary>All that the graph says it has emitted, as text.</summary>
    public string DescribeWhole()
    {
        var whole = new IntentState();
        whole.Apply(_graph.Whole());
        return Describe(whole);
    }

    /// <summary>Everything that the intent says, as text, so that equal intents are equal texts.</summary>
    public string Describe() => Describe(Intent);

    private static string Describe(IntentState intent)
    {
        var text = new StringBuilder();
        foreach (var (id, set) in intent.Sets)
            text.Append($"set {id} {set.Kind}: {string.Join(' ', set.Members.Select(member => $"{member.Cidr}:{member.Protocol}:{member.Port}"))}\n");
        foreach (var policy in intent.Policies.Values)
        {
            text.Append($"policy {policy.Id} in {policy.Tier}\n");
            foreach (var rule in policy.Ingress) text.Append($"  in {Describe(rule)}\n");
            foreach (var rule in policy.Egress) text.Append($"  out {Describe(rule)}\n");
        }

        foreach (var endpoint in intent.Endpoints.Values)
        {
            text.Append($"endpoint {endpoint.Interface} {endpoint.Namespace}/{endpoint.Name} {string.Join(' ', endpoint.Addresses)}\n");
            text.Append($"  in {Describe(endpoint.Ingress)}\n  out {Describe(endpoint.Egress)}\n");
        }

        foreach (var host in intent.HostEndpoints.Values)
        {
            text.Append($"host {host.Interface} {host.Name}\n");
            text.Append($"  in {Describe(host.Ingress)}\n  out {Describe(host.Egress)}\n");
            text.Append($"  forward {Describe(host.ForwardIngress)} / {Describe(host.ForwardEgress)}\n");
            text.Append($"  untracked {Describe(host.UntrackedIngress)} / {Describe(host.UntrackedEgress)}\n  pre-dnat {Describe(host.PreDnat)}\n");
        }

        return text.ToString();
    }

    private static string Describe(DirectionIntent intent) =>
        $"{Describe(intent.Tiers)} then {string.Join(' ', intent.Profiles)}, otherwise {intent.OtherwiseAllow}";

    private static string Describe(IReadOnlyList<TierIntent> tiers) =>
        string.Join("; ", tiers.Select(tier => $"{tier.Name}: {string.Join(", ", tier.Policies)} or {tier.Default}"));

    private static string Describe(RuleIntent rule)
    {
        var match = rule.Match;
        return $"{rule.Origin}: {rule.Action} {match.Family} {match.Protocol} !{match.NotProtocol} {match.Icmp} !{match.NotIcmp} from {Describe(match.Source)} to {Describe(match.Destination)}";
    }

    private static string Describe(EndMatch end) =>
        $"[{string.Join(' ', end.In)}] ![{string.Join(' ', end.NotIn)}] {string.Join(' ', end.Ports)} !{string.Join(' ', end.NotPorts)} [{string.Join(' ', end.InPorts)}] ![{string.Join(' ', end.NotInPorts)}]";
}
