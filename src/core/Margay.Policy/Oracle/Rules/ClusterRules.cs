using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Words;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Reads the rules of ClusterNetworkPolicies: an action for what is of any peer and any protocol.</summary>
/// <remarks>
/// A mistake closes: an Accept rule with a part that cannot be read never matches, any other such rule denies everything.
/// </remarks>
/// <param name="isSelected">Which pods the policy selects.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class ClusterRules(Func<Holder.Pod, bool> isSelected, ClusterIndex cluster)
{
    public IReadOnlyList<RuleForm> Read(ClusterNetworkPolicySpec spec, Direction direction) => direction == Direction.Ingress
        ? [.. (spec.Ingress ?? []).Select((rule, i) => Read(rule?.Action, rule?.From, rule?.Protocols, i, direction))]
        : [.. (spec.Egress ?? []).Select((rule, i) => Read(rule?.Action, rule?.To, rule?.Protocols, i, direction))];

    private RuleForm Read(
        string? action,
        IReadOnlyList<ClusterNetworkPolicyPeer?>? peers,
        IReadOnlyList<ClusterNetworkPolicyProtocol?>? protocols,
        int index,
        Direction direction)
    {
        var isIngress = direction == Direction.Ingress;
        var path = isIngress ? $"spec.ingress[{index}]" : $"spec.egress[{index}]";
        var list = isIngress ? $"{path}.from" : $"{path}.to";
        var ofPeers = (peers ?? []).Select((peer, i) => ReadPeer(peer, isIngress, action, $"{list}[{i}]")).ToList();
        var ofProtocols = (protocols ?? []).Select((one, i) => ReadProtocol(one, isIngress, $"{path}.protocols[{i}]")).ToList();
        RuleEffect? effect = action switch
        {
            "Accept" => RuleEffect.Allow,
            "Deny" => RuleEffect.Deny,
            "Pass" => RuleEffect.Pass,
            _ => null,
        };
        var isReadable = effect is not null && ofPeers.Count > 0
            && ofPeers.Concat(ofProtocols).All(condition => condition.IsReadable);
        if (!isReadable && effect != RuleEffect.Allow) return new RuleForm(index, path, RuleEffect.Deny, []);
        var conditions = new List<Condition>();
        if (!isReadable) conditions.Add(new Unreadable(path, "the rule cannot be read as a whole"));
        conditions.Add(new AnyOf(list, "any of the peers", ofPeers));
        if (ofProtocols.Count > 0) conditions.Add(new AnyOf($"{path}.protocols", "any of the protocols", ofProtocols));
        return new RuleForm(index, path, effect!.Value, conditions);
    }

    private Condition ReadPeer(ClusterNetworkPolicyPeer? peer, bool isIngress, string? action, string path)
    {
        var end = isIngress ? PacketEnd.Source : PacketEnd.Destination;
        var way = EndWords.Way(end);
        return peer switch
        {
            { Namespaces: { } namespaces, Pods: null, Nodes: null, Networks: null, DomainNames: null } =>
                ReadPods(new NamespacedPod { NamespaceSelector = namespaces }, end, path),
            { Namespaces: null, Pods: { } pods, Nodes: null, Networks: null, DomainNames: null } => ReadPods(pods, end, path),
            { Namespaces: null, Pods: null, Nodes: { } nodes, Networks: null, DomainNames: null } when !isIngress =>
                LabelMatching.IsReadable(nodes)
                    ? new OfNode(path, $"{way} {SelectorWords.Of("nodes", nodes)}", end, nodes, cluster)
                    : new Unreadable(path, "the selector of nodes cannot be read"),
            { Namespaces: null, Pods: null, Nodes: null, Networks: { Count: > 0 } nets, DomainNames: null } when !isIngress =>
                NetConditions.Read(nets, end, path, (at, of, read) => new InNets(at, of, read))!,
            { Namespaces: null, Pods: null, Nodes: null, Networks: null, DomainNames: { Count: > 0 } names }
                when !isIngress && action == "Accept" => OfDomain.Read(names, path, cluster)!,
            _ => new Unreadable(path, "the peer is none that this direction knows"),
        };
    }

    private static Condition ReadPods(NamespacedPod pods, PacketEnd end, string path)
    {
        if (!LabelMatching.IsReadable(pods.NamespaceSelector) || !LabelMatching.IsReadable(pods.PodSelector))
            return new Unreadable(path, "the selector of pods cannot be read");
        var words = $"{SelectorWords.Of("pods", pods.PodSelector)} in {SelectorWords.Of("namespaces", pods.NamespaceSelector)}";
        return new PodPeer(
            path, $"{EndWords.Way(end)} {words}", end, null, pods.NamespaceSelector ?? new LabelSelector(), pods.PodSelector);
    }

    private Condition ReadProtocol(ClusterNetworkPolicyProtocol? one, bool isIngress, string path) => one switch
    {
        { Tcp: { } ports, Udp: null, Sctp: null, DestinationNamedPort: null or "" } => ReadPorts(ports, IpProtocol.Tcp, $"{path}.tcp"),
        { Tcp: null, Udp: { } ports, Sctp: null, DestinationNamedPort: null or "" } => ReadPorts(ports, IpProtocol.Udp, $"{path}.udp"),
        { Tcp: null, Udp: null, Sctp: { } ports, DestinationNamedPort: null or "" } => ReadPorts(ports, IpProtocol.Sctp, $"{path}.sctp"),
        { Tcp: null, Udp: null, Sctp: null, DestinationNamedPort: { Length: > 0 } name } =>
            new PodPortNamed($"{path}.destinationNamedPort", name, isIngress ? isSelected : null),
        _ => new Unreadable(path, "exactly one of tcp, udp, sctp and destinationNamedPort must be there"),
    };

    private static Condition ReadPorts(ClusterNetworkPolicyPorts ports, IpProtocol protocol, string path)
    {
        var ofProtocol = new OfProtocol(path, protocol, Negated: false);
        if (ports.DestinationPort is not { } port) return ofProtocol;
        var (first, last) = port switch
        {
            { Number: { } number, Range: null } => (number, number),
            { Number: null, Range: { } range } => (range.Start, range.End),
            _ => (0, 0),
        };
        if (first is < 1 or > ushort.MaxValue || last < first || last > ushort.MaxValue)
            return new Unreadable($"{path}.destinationPort", "a port is one number or one range between 1 and 65535");
        var numbers = new PortRange((ushort)first, (ushort)last);
        var wanted = $"{protocol} {numbers}";
        return new AllOf(path, wanted, [ofProtocol, new PortInRange($"{path}.destinationPort", PacketEnd.Destination, numbers)]);
    }
}
