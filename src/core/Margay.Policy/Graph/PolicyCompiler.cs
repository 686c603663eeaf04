using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A policy as a dataplane matches it, and the sets that it names.</summary>
internal sealed record CompiledPolicy(PolicyIntent Intent, IReadOnlyList<SetDefinition> Sets);

/// <summary>Turns one policy into rules over sets. Depends on the policy only, not on the cluster.</summary>
internal sealed class PolicyCompiler
{
    private readonly PolicyFacts _facts;
    private readonly Dictionary<IpSetId, SetDefinition> _sets = [];

    private PolicyCompiler(PolicyFacts facts) => _facts = facts;

    /// <summary>Compiles a policy. A direction that it does not isolate has no rules.</summary>
    public static CompiledPolicy Compile(PolicyId id, PolicyFacts facts)
    {
        var compiler = new PolicyCompiler(facts);
        var intent = new PolicyIntent(
            id,
            facts.IsolatesIngress ? compiler.Compile(facts.Ingress, Direction.Ingress) : [],
            facts.IsolatesEgress ? compiler.Compile(facts.Egress, Direction.Egress) : []);
        return new CompiledPolicy(intent, [.. compiler._sets.Values]);
    }

    private List<RuleIntent> Compile(IReadOnlyList<RuleFacts> rules, Direction direction)
    {
        var compiled = new List<RuleIntent>();
        for (var origin = 0; origin < rules.Count; origin++)
        {
            var rule = rules[origin];
            if (rule.Ports is { Count: 0 }) continue;
            var peers = rule.Peers is null ? null : SetsOf(rule.Peers);
            if (peers is { Pods.Count: 0, Networks: null }) continue;
            compiled.AddRange(CompileNumbered(rule, peers, origin));
            compiled.AddRange(CompileNamed(rule, peers, origin, direction));
        }

        return compiled;
    }

    private List<RuleIntent> CompileNumbered(RuleFacts rule, PeerSets? peers, int origin)
    {
        if (rule.Ports is null) return [new RuleIntent(rule.Action, null, [], Use(peers), null, origin)];
        return
        [
            .. rule.Ports
                .Where(port => port is not PortFacts.Named)
                .GroupBy(port => port.Protocol)
                .OrderBy(ports => ports.Key)
                .Select(ports => new RuleIntent(
                    rule.Action, ports.Key, RangesOf([.. ports]), Use(peers), null, origin)),
        ];
    }

    /// <returns>The ranges; empty if all ports of the protocol are meant.</returns>
    private static IReadOnlyList<PortRange> RangesOf(IReadOnlyList<PortFacts> ports) =>
        ports.Any(port => port is PortFacts.All)
            ? []
            : PortRange.Merge(ports.OfType<PortFacts.Numbered>().Select(port => port.Range));

    /// <remarks>
    /// A set of named ports holds those of the pods that may be the destination. For ingress these are the pods of the
    /// policy. For egress they are the peers, so that the set stands for peer and port together; but a block takes any
    /// pod in it, and needs both.
    /// </remarks>
    private List<RuleIntent> CompileNamed(RuleFacts rule, PeerSets? peers, int origin, Direction direction)
    {
        var names = (rule.Ports ?? []).OfType<PortFacts.Named>().Distinct()
            .OrderBy(port => port.Protocol).ThenBy(port => port.Name, StringComparer.Ordinal).ToList();
        if (names.Count == 0) return [];
        RuleIntent Match(IReadOnlyList<IpSetId> sets, PodSelection destinations) =>
            new(rule.Action, null, [], sets, Use(new SetDefinition.Ports(destinations, names)), origin);

        if (direction == Direction.Ingress) return [Match(Use(peers), _facts.Subject)];
        if (peers is null) return [Match([], PodSelection.Everything)];
        List<RuleIntent> rules = [.. peers.Pods.Select(set => Match([], set.Selection))];
        if (peers.Networks is not null) rules.Add(Match([Use(peers.Networks)], PodSelection.Everything));
        return rules;
    }

    private static PeerSets SetsOf(IReadOnlyList<PeerFacts> peers)
    {
        var pods = peers.OfType<PeerFacts.Pods>()
            .Select(peer => new SetDefinition.Pods(peer.Selection))
            .DistinctBy(set => set.Id)
            .OrderBy(set => set.Id)
            .ToList();
        var prefixes = DisjointNetworks.Of([.. peers.OfType<PeerFacts.Block>()]);
        return new PeerSets(pods, prefixes.Count == 0 ? null : new SetDefinition.Networks(prefixes));
    }

    private List<IpSetId> Use(PeerSets? peers)
    {
        if (peers is null) return [];
        List<IpSetId> used = [.. peers.Pods.Select(Use)];
        if (peers.Networks is not null) used.Add(Use(peers.Networks));
        return used;
    }

    private IpSetId Use(SetDefinition set)
    {
        _sets[set.Id] = set;
        return set.Id;
    }

    private sealed record PeerSets(IReadOnlyList<SetDefinition.Pods> Pods, SetDefinition.Networks? Networks);
}
