using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Words;

namespace Margay.Host.Cli.Describe;

/// <summary>A ClusterNetworkPolicy and its rules in words.</summary>
internal static class ClusterPolicyDescription
{
    public static string Of(ClusterNetworkPolicy policy, DateTimeOffset now)
    {
        var spec = policy.Spec ?? new ClusterNetworkPolicySpec();
        return ObjectDescription.Start(policy, now)
            .Add("Tier", string.Create(CultureInfo.InvariantCulture, $"{spec.Tier}, priority {spec.Priority}"))
            .Add("Selects", Pods(spec.Subject?.Namespaces, spec.Subject?.Pods))
            .Add("Ingress", Rules(spec, Direction.Ingress))
            .Add("Egress", Rules(spec, Direction.Egress))
            .Render();
    }

    /// <summary>The rules of a direction, numbered.</summary>
    public static IReadOnlyList<string> Rules(ClusterNetworkPolicySpec? spec, Direction direction) => direction == Direction.Ingress
        ? Numbered([.. (spec?.Ingress ?? []).Select(rule => Sentence(rule.Action, rule.Name, rule.Protocols, "from", rule.From))])
        : Numbered([.. (spec?.Egress ?? []).Select(rule => Sentence(rule.Action, rule.Name, rule.Protocols, "to", rule.To))]);

    private static IReadOnlyList<string> Numbered(IReadOnlyList<string> rules) =>
        rules.Count == 0 ? ["not affected"] : [.. rules.Select((rule, index) => $"{index + 1}. {rule}")];

    private static string Sentence(
        string action,
        string? name,
        IReadOnlyList<ClusterNetworkPolicyProtocol>? protocols,
        string way,
        IReadOnlyList<ClusterNetworkPolicyPeer>? peers)
    {
        var what = protocols is { Count: > 0 } ? string.Join(", ", protocols.Select(Of)) : "everything";
        var where = string.Join($", or {way} ", (peers ?? []).Select(Of));
        return $"{action.ToLowerInvariant()} {what} {way} {where}{(name is null ? "" : $" ({name})")}";
    }

    private static string Of(ClusterNetworkPolicyProtocol protocol) => protocol switch
    {
        { Tcp: { } tcp } => Ports("TCP", tcp),
        { Udp: { } udp } => Ports("UDP", udp),
        { Sctp: { } sctp } => Ports("SCTP", sctp),
        _ => $"port '{protocol.DestinationNamedPort}'",
    };

    private static string Ports(string protocol, ClusterNetworkPolicyPorts ports) => ports.DestinationPort switch
    {
        { Number: { } number } => string.Create(CultureInfo.InvariantCulture, $"{protocol} {number}"),
        { Range: { } range } => string.Create(CultureInfo.InvariantCulture, $"{protocol} {range.Start}-{range.End}"),
        _ => $"any {protocol} port",
    };

    private static string Of(ClusterNetworkPolicyPeer peer) => peer switch
    {
        { Nodes: { } nodes } => SelectorWords.Of("nodes", nodes),
        { Networks: { } networks } => $"addresses in {string.Join(", ", networks)}",
        { DomainNames: { } names } => string.Join(", ", names),
        _ => Pods(peer.Namespaces, peer.Pods),
    };

    private static string Pods(LabelSelector? namespaces, NamespacedPod? pods) => pods is null
        ? $"all pods in {SelectorWords.Of("namespaces", namespaces)}"
        : $"{SelectorWords.Of("pods", pods.PodSelector)} in {SelectorWords.Of("namespaces", pods.NamespaceSelector)}";
}
