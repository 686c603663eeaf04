using System.Diagnostics.CodeAnalysis;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>
/// Reads ClusterNetworkPolicies. They fail closed: an Accept rule of which a part cannot be read matches nothing, and a
/// Deny or Pass rule of that kind denies everything.
/// </summary>
public static class ClusterPolicyFacts
{
    /// <summary>The id of a ClusterNetworkPolicy.</summary>
    public static PolicyId IdOf(ClusterNetworkPolicy policy) =>
        new(PolicyId.ClusterNetworkPolicy, "", policy.Metadata.Name);

    /// <summary>The facts of a ClusterNetworkPolicy; null if its tier or subject cannot be read, so that it selects nothing.</summary>
    public static PolicyFacts? Of(ClusterNetworkPolicy policy)
    {
        var spec = policy.Spec ?? new ClusterNetworkPolicySpec();
        var tier = spec.Tier switch
        {
            "Admin" => BuiltIns.AdminTier,
            "Baseline" => BuiltIns.BaselineTier,
            _ => null,
        };
        if (tier is null || SubjectOf(spec.Subject) is not { } subject) return null;
        return new PolicyFacts(subject, tier, spec.Priority)
        {
            AppliesToIngress = spec.Ingress is { Count: > 0 },
            AppliesToEgress = spec.Egress is { Count: > 0 },
            Ingress = [.. (spec.Ingress ?? []).SelectMany((rule, index) =>
                Read(index, Direction.Ingress, rule?.Action, rule?.From, rule?.Protocols, rule?.Name, subject))],
            Egress = [.. (spec.Egress ?? []).SelectMany((rule, index) =>
                Read(index, Direction.Egress, rule?.Action, rule?.To, rule?.Protocols, rule?.Name, subject))],
        }.For(policy);
    }

    private static Selection? SubjectOf(ClusterNetworkPolicySubject? subject) => subject switch
    {
        { Namespaces: { } namespaces, Pods: null } => PodsOf(namespaces, null),
        { Namespaces: null, Pods: { } pods } => PodsOf(pods.NamespaceSelector, pods.PodSelector),
        _ => null,
    };

    private static IEnumerable<RuleFacts> Read(
        int origin,
        Direction direction,
        string? actionText,
        IReadOnlyList<ClusterNetworkPolicyPeer?>? peers,
        IReadOnlyList<ClusterNetworkPolicyProtocol?>? protocols,
        string? name,
        Selection subject)
    {
        RuleAction? action = actionText switch
        {
            "Accept" => new RuleAction.Allow(),
            "Deny" => new RuleAction.Deny(),
            "Pass" => new RuleAction.Pass(),
            _ => null,
        };
        var note = name is { Length: > 0 } ? $"name={name}" : "";
        if (action is not null
            && peers is { Count: > 0 }
            && TryReadAll(peers, peer => Read(peer, direction, action), out var readPeers)
            && TryReadAll(protocols ?? [], Read, out var ports))
        {
            return new RuleSplit(origin, action, direction, subject)
                .Rules(protocols is { Count: > 0 } ? ports : null, PeerFacts.Of([.. readPeers.SelectMany(all => all)]))
                .Select(rule => rule with { Note = note });
        }

        return action is RuleAction.Allow ? [] : [new RuleFacts(origin, new RuleAction.Deny()) { Note = note }];
    }

    private static bool TryReadAll<TFrom, TTo>(
        IReadOnlyList<TFrom> items, Func<TFrom, TTo?> read, [NotNullWhen(true)] out List<TTo>? all)
        where TTo : class
    {
        all = [];
        foreach (var item in items)
        {
            if (read(item) is not { } one)
            {
                all = null;
                return false;
            }

            all.Add(one);
        }

        return true;
    }

    /// <returns>The peers that one entry stands for; null if it cannot be read.</returns>
    private static List<Peer>? Read(ClusterNetworkPolicyPeer? peer, Direction direction, RuleAction action)
    {
        var isEgress = direction == Direction.Egress;
        return peer switch
        {
            { Namespaces: { } namespaces, Pods: null, Nodes: null, Networks: null, DomainNames: null } =>
                PodsOf(namespaces, null) is { } chosen ? [new Peer.Chosen(chosen)] : null,
            { Namespaces: null, Pods: { } pods, Nodes: null, Networks: null, DomainNames: null } =>
                PodsOf(pods.NamespaceSelector, pods.PodSelector) is { } chosen ? [new Peer.Chosen(chosen)] : null,
            { Namespaces: null, Pods: null, Nodes: { } nodes, Networks: null, DomainNames: null } when isEgress =>
                TryRead(nodes, out var labels)
                    ? [new Peer.Chosen(new Selection(Population.Nodes, NamespaceScope.Everywhere, labels))]
                    : null,
            { Namespaces: null, Pods: null, Nodes: null, Networks: { Count: > 0 } networks, DomainNames: null }
                when isEgress => Blocks(networks),
            { Namespaces: null, Pods: null, Nodes: null, Networks: null, DomainNames: { Count: > 0 } names }
                when isEgress && action is RuleAction.Allow => Names(names),
            _ => null,
        };
    }

    private static List<Peer>? Names(IReadOnlyList<string?> texts)
    {
        var domains = new List<DomainPattern>();
        foreach (var text in texts)
        {
            if (!DomainPattern.TryParse(text, out var pattern)) return null;
            domains.Add(pattern);
        }

        return [new Peer.Named(domains)];
    }

    private static List<Peer>? Blocks(IReadOnlyList<string?> networks)
    {
        var blocks = new List<Peer>();
        foreach (var text in networks)
        {
            if (!Cidr.TryParse(text, out var cidr)) return null;
            blocks.Add(new Peer.Block(new NetworkBlock(cidr, [])));
        }

        return blocks;
    }

    private static Selection? PodsOf(LabelSelector? namespaces, LabelSelector? pods) =>
        TryRead(namespaces, out var scope) && TryRead(pods, out var labels)
            ? new Selection(Population.Pods, new NamespaceScope.Where(scope), labels)
            : null;

    private static bool TryRead(LabelSelector? text, [NotNullWhen(true)] out Selector? selector)
    {
        selector = Selector.All;
        return text is null || Selector.TryFromLabelSelector(text, out selector, out _);
    }

    private static PortFacts? Read(ClusterNetworkPolicyProtocol? protocol) => protocol switch
    {
        { Tcp: { } ports, Udp: null, Sctp: null, DestinationNamedPort: null or "" } => Read(IpProtocol.Tcp, ports),
        { Tcp: null, Udp: { } ports, Sctp: null, DestinationNamedPort: null or "" } => Read(IpProtocol.Udp, ports),
        { Tcp: null, Udp: null, Sctp: { } ports, DestinationNamedPort: null or "" } => Read(IpProtocol.Sctp, ports),
        { Tcp: null, Udp: null, Sctp: null, DestinationNamedPort: { Length: > 0 } name } =>
            new PortFacts.Named(new PortName(name, default)),
        _ => null,
    };

    private static PortFacts? Read(IpProtocol protocol, ClusterNetworkPolicyPorts ports) => ports.DestinationPort switch
    {
        null => new PortFacts.All(protocol),
        { Number: >= 1 and <= ushort.MaxValue and var number, Range: null } =>
            new PortFacts.Numbered(protocol, PortRange.Single((ushort)number)),
        { Number: null, Range: { Start: >= 1, End: <= ushort.MaxValue } range } when range.Start <= range.End =>
            new PortFacts.Numbered(protocol, new PortRange((ushort)range.Start, (ushort)range.End)),
        _ => null,
    };
}
