using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Oracle.Words;

/// <summary>Parts of NetworkPolicy rules in the words of a sentence.</summary>
public static class RuleWords
{
    /// <summary>One rule of either direction: what it is about, apart from which way it goes.</summary>
    public readonly record struct Rule(
        IReadOnlyList<NetworkPolicyPeer> Peers, IReadOnlyList<NetworkPolicyPort> Ports);

    /// <summary>The policy's rules of one direction.</summary>
    public static IReadOnlyList<Rule> RulesOf(NetworkPolicy policy, Direction direction) => direction == Direction.Ingress
        ? [.. (policy.Spec?.Ingress ?? []).Select(rule => new Rule(rule?.From ?? [], rule?.Ports ?? []))]
        : [.. (policy.Spec?.Egress ?? []).Select(rule => new Rule(rule?.To ?? [], rule?.Ports ?? []))];

    /// <summary><c>allows TCP 80 and UDP 53 from pods with role=backend in this namespace, or from …</c></summary>
    public static string Of(Rule rule, Direction direction)
    {
        var ports = rule.Ports.Count == 0 ? "everything" : string.Join(", ", rule.Ports.Select(Of));
        var way = direction == Direction.Ingress ? "from" : "to";
        var peers = rule.Peers.Count == 0 ? "anywhere" : string.Join($", or {way} ", rule.Peers.Select(Of));
        return $"{ports} {way} {peers}";
    }

    /// <summary><c>pods with role=backend in this namespace</c>, <c>addresses in 10.0.0.0/8 except 10.1.0.0/16</c>.</summary>
    public static string Of(NetworkPolicyPeer? peer)
    {
        if (peer is null or { IpBlock: null, PodSelector: null, NamespaceSelector: null }) return "nobody";
        if (peer.IpBlock is { } block)
        {
            var except = block.Except is { Count: > 0 } list ? $" except {string.Join(", ", list)}" : "";
            return $"addresses in {block.Cidr}{except}";
        }

        var place = peer.NamespaceSelector is { } namespaces ? SelectorWords.Of("namespaces", namespaces) : "this namespace";
        return $"{SelectorWords.Of("pods", peer.PodSelector)} in {place}";
    }

    /// <summary><c>TCP 80</c>, <c>UDP 8000-8080</c>, <c>TCP port 'http'</c>, <c>any SCTP port</c>.</summary>
    public static string Of(NetworkPolicyPort? port)
    {
        var protocol = port?.Protocol ?? "TCP";
        if (port?.Port is null) return $"any {protocol} port";
        if (!port.Port.All(char.IsAsciiDigit)) return $"{protocol} port '{port.Port}'";
        return port.EndPort is { } end ? $"{protocol} {port.Port}-{end}" : $"{protocol} {port.Port}";
    }
}
