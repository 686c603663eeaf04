using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Words;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Reads the rules of networking.k8s.io policies: allow what is of any of the peers and on any of the ports.</summary>
/// <remarks>What is malformed matches nothing, so that a mistake closes and does not open.</remarks>
/// <param name="policyNamespace">The policy's namespace.</param>
/// <param name="isSelected">Which pods the policy selects.</param>
internal sealed class KubernetesRules(string policyNamespace, Func<Holder.Pod, bool> isSelected)
{
    public IReadOnlyList<RuleForm> Read(NetworkPolicySpec? spec, Direction direction) => direction == Direction.Ingress
        ? [.. (spec?.Ingress ?? []).Select((rule, i) => Read(rule?.From, rule?.Ports, i, direction))]
        : [.. (spec?.Egress ?? []).Select((rule, i) => Read(rule?.To, rule?.Ports, i, direction))];

    private RuleForm Read(
        IReadOnlyList<NetworkPolicyPeer?>? peers, IReadOnlyList<NetworkPolicyPort?>? ports, int index, Direction direction)
    {
        var isIngress = direction == Direction.Ingress;
        var path = isIngress ? $"spec.ingress[{index}]" : $"spec.egress[{index}]";
        var conditions = new List<Condition>();
        if (peers is { Count: > 0 })
        {
            var (list, end) = isIngress ? ($"{path}.from", PacketEnd.Source) : ($"{path}.to", PacketEnd.Destination);
            var read = peers.Select((peer, i) => ReadPeer(peer, end, $"{list}[{i}]"));
            conditions.Add(new AnyOf(list, "any of the peers", [.. read]));
        }

        if (ports is { Count: > 0 })
        {
            var read = ports.Select((port, i) => ReadPort(port, isIngress, $"{path}.ports[{i}]"));
            conditions.Add(new AnyOf($"{path}.ports", "any of the ports", [.. read]));
        }

        return new RuleForm(index, path, RuleEffect.Allow, conditions);
    }

    private Condition ReadPeer(NetworkPolicyPeer? peer, PacketEnd end, string path)
    {
        var wanted = $"{EndWords.Way(end)} {RuleWords.Of(peer)}";
        if (peer is null or { IpBlock: null, PodSelector: null, NamespaceSelector: null })
            return Spoilt("the peer is empty");
        if (peer.IpBlock is not { } block)
            return new PodPeer(path, wanted, end, policyNamespace, peer.NamespaceSelector, peer.PodSelector);
        if (peer is not { PodSelector: null, NamespaceSelector: null })
            return Spoilt("the peer has both an ipBlock and a selector");
        if (NetConditions.FirstFault([block.Cidr, .. block.Except ?? []]) is { } fault) return Spoilt(fault);
        var inside = new InNets($"{path}.ipBlock.cidr", end, [Cidr.Parse(block.Cidr)]);
        var exceptions = (block.Except ?? []).Select((text, i) =>
            new NotInExceptions($"{path}.ipBlock.except[{i}]", end, Cidr.Parse(text)));
        return new AllOf(path, wanted, [inside, .. exceptions]);

        AllOf Spoilt(string why) => new(path, wanted, [new Unreadable(path, why)]);
    }

    private AllOf ReadPort(NetworkPolicyPort? port, bool isIngress, string path)
    {
        port ??= new NetworkPolicyPort();
        var wanted = RuleWords.Of(port);
        if (ProtocolOf(port) is not { } protocol)
            return new AllOf(path, wanted, [new Unreadable(path, $"a policy cannot name ports of protocol '{port.Protocol}'")]);
        var ofProtocol = new OfProtocol($"{path}.protocol", protocol, Negated: false);
        return new AllOf(path, wanted, ReadNumber(port, isIngress, path) is { } number ? [ofProtocol, number] : [ofProtocol]);
    }

    private static IpProtocol? ProtocolOf(NetworkPolicyPort port) => port.Protocol switch
    {
        null or "TCP" => IpProtocol.Tcp,
        "UDP" => IpProtocol.Udp,
        "SCTP" => IpProtocol.Sctp,
        _ => null,
    };

    private Condition? ReadNumber(NetworkPolicyPort port, bool isIngress, string path)
    {
        if (port.Port is not { } text)
            return port.EndPort is null ? null : new Unreadable($"{path}.endPort", "endPort without port");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            return port.EndPort is null
                ? new PodPortNamed($"{path}.port", text, isIngress ? isSelected : null)
                : new Unreadable($"{path}.endPort", $"endPort with the port name {text}");
        }

        var last = port.EndPort ?? first;
        if (first is < 1 or > ushort.MaxValue || last is < 1 or > ushort.MaxValue)
            return new Unreadable($"{path}.port", "a port is between 1 and 65535");
        return last < first
            ? new Unreadable($"{path}.endPort", $"endPort {last} is below port {first}")
            : new PortInRange($"{path}.port", PacketEnd.Destination, new PortRange((ushort)first, (ushort)last));
    }
}
