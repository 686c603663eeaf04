using System.Text;
using Margay.Host.Cli.Describe;
using Margay.Host.Cli.Output;
using Margay.Model.Intent;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy;

/// <summary>An explanation as a person reads it: the verdict, what decided, and everything that was tried.</summary>
internal static class ExplanationText
{
    /// <summary>The whole text. The cluster gives the words of the rules that were tried.</summary>
    /// <remarks>Where both families were decided alike, the reasons stand once, under both verdicts.</remarks>
    public static string Render(Explanation explanation, ClusterState cluster)
    {
        var text = new StringBuilder().Append(explanation.Flow).Append('\n');
        var reasons = "";
        foreach (var answer in explanation.Decisions)
        {
            var next = answer.IsAnswered ? new TextTree("", Branches(answer.Decision, cluster)).RenderChildren() : "";
            if (next != reasons || reasons.Length == 0) text.Append(reasons).Append('\n');
            text.Append(Headline(answer)).Append('\n');
            reasons = next;
        }

        return text.Append(reasons).ToString();
    }

    /// <summary>A sentence that says what decided.</summary>
    public static string Words(Reason why, Direction? direction) => why switch
    {
        Reason.AllowedBy allowed => $"{RuleName(direction, allowed.Rule)} of {Name(allowed.Policy)} allows it",
        Reason.NothingAllowed nothing => $"selected by {string.Join(", ", nothing.Selecting.Select(Name))}, and no rule allows it",
        _ => why.ToString()!,
    };

    /// <summary><c>networkpolicy shop/frontend</c>.</summary>
    public static string Name(PolicyId policy) => policy.Kind == PolicyId.KubernetesNetworkPolicy
        ? $"networkpolicy {policy.Namespace}/{policy.Name}"
        : policy.ToString();

    private static string Headline(Explanation.OfFamily answer)
    {
        var (family, decision) = answer;
        var name = family == IpFamily.V4 ? "IPv4" : "IPv6";
        if (!answer.IsAnswered) return $"{name}  not possible: {decision.Why}";
        var verdict = decision.Verdict == Verdict.Allow ? "ALLOWED" : "DENIED";
        return $"{name}  {verdict}  {decision.Source} → {decision.Destination}";
    }

    /// <summary>The rule as the manifest counts it.</summary>
    private static string RuleName(Direction? direction, int index) =>
        direction == Direction.Egress ? $"egress[{index}]" : $"ingress[{index}]";

    private static TextTree[] Branches(Decision decision, ClusterState cluster)
    {
        var asked = new[] { (decision.Egress, decision.Source), (decision.Ingress, decision.Destination) }
            .Where(side => side.Item1 is not null)
            .Select(side => Branch(side.Item1!, side.Item2!, cluster)).ToArray();
        return asked.Length > 0 ? asked : [new TextTree(Words(decision.Why, null))];
    }

    private static TextTree Branch(DirectionDecision decision, ResolvedEnd pod, ClusterState cluster)
    {
        var word = decision.Direction == Direction.Egress ? "egress of" : "ingress of";
        var verdict = decision.Verdict == Verdict.Allow ? "allowed" : "DENIED";
        return new TextTree(
            $"{word} {ShortName(pod)}: {verdict}, {Words(decision.Why, decision.Direction)}",
            [.. decision.Tried.Select(tried => Branch(tried, decision.Direction, cluster))]);
    }

    private static string ShortName(ResolvedEnd end) => end is ResolvedEnd.Pod pod ? $"{pod.Namespace}/{pod.Name}" : $"{end}";

    private static TextTree Branch(PolicyTrace tried, Direction direction, ClusterState cluster)
    {
        var policy = cluster.Policies.FirstOrDefault(candidate =>
            candidate.Metadata.Name == tried.Policy.Name && (candidate.Metadata.Namespace ?? "default") == tried.Policy.Namespace);
        var rules = policy is null ? [] : RuleWords.RulesOf(policy, direction);
        if (tried.Rules.Count == 0) return new TextTree($"{Name(tried.Policy)}: has no {Word(direction)} rule");
        return new TextTree(
            Name(tried.Policy),
            [.. tried.Rules.Select(rule => Branch(rule, rule.Index < rules.Count ? rules[rule.Index] : default, direction))]);
    }

    private static string Word(Direction direction) => direction == Direction.Ingress ? "ingress" : "egress";

    private static TextTree Branch(RuleTrace tried, RuleWords.Rule rule, Direction direction)
    {
        var way = direction == Direction.Ingress ? "from" : "to";
        var peers = tried.Peers.Select(peer => new TextTree(
            Part(peer.Matched, $"{way} {PeerWords(rule, peer.Index)}", peer.Mismatch?.ToString())));
        var ports = tried.Ports.Select(port => new TextTree(
            Part(port.Matched, PortWords(rule, port.Index), port.Mismatch?.ToString())));
        return new TextTree(
            $"{RuleName(direction, tried.Index)} {(tried.Matched ? "matches" : "does not match")}", [.. peers, .. ports]);
    }

    private static string PeerWords(RuleWords.Rule rule, int index) =>
        index < rule.Peers?.Count ? RuleWords.Of(rule.Peers[index]) : $"peer {index}";

    private static string PortWords(RuleWords.Rule rule, int index) =>
        index < rule.Ports?.Count ? RuleWords.Of(rule.Ports[index]) : $"port {index}";

    private static string Part(bool matched, string words, string? mismatch) =>
        matched ? $"✓ {words}" : $"✗ {words}: {mismatch}";
}
