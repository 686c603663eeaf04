using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Reads Kubernetes NetworkPolicies. What is malformed in a rule matches nothing; it is never dropped silently
/// into matching everything.</summary>
public static class NetworkPolicyFacts
{
    private static readonly RuleAction Allow = new RuleAction.Allow();

    /// <summary>The id of a NetworkPolicy; a missing namespace reads <c>default</c>.</summary>
    public static PolicyId IdOf(NetworkPolicy policy) =>
        new(PolicyId.KubernetesNetworkPolicy, policy.Metadata.Namespace ?? "default", policy.Metadata.Name);

    /// <summary>The facts of a NetworkPolicy; null if its podSelector cannot be read, so that it selects nothing.</summary>
    public static PolicyFacts? Of(NetworkPolicy policy)
    {
        var spec = policy.Spec ?? new NetworkPolicySpec();
        var scope = new NamespaceScope.In(IdOf(policy).Namespace);
        if (!TryRead(spec.PodSelector, out var subject)) return null;
        var types = spec.PolicyTypes is { Count: > 0 } written
            ? written
            : spec.Egress is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];
        return new PolicyFacts(
            new PodSelection(scope, subject),
            types.Contains("Ingress"),
            types.Contains("Egress"),
            [.. (spec.Ingress ?? []).Select(rule => Read(rule?.Ports, rule?.From, scope))],
            [.. (spec.Egress ?? []).Select(rule => Read(rule?.Ports, rule?.To, scope))]);
    }

    private static bool TryRead(LabelSelector? text, out Selector selector)
    {
        selector = Selector.All;
        if (text is null) return true;
        if (!Selector.TryFromLabelSelector(text, out var converted, out _)) return false;
        selector = converted;
        return true;
    }

    private static RuleFacts Read(
        IReadOnlyList<NetworkPolicyPort?>? ports, IReadOnlyList<NetworkPolicyPeer?>? peers, NamespaceScope.In own) => new(
            Allow,
            ports is { Count: > 0 } ? [.. ports.Select(Read).OfType<PortFacts>()] : null,
            peers is { Count: > 0 } ? [.. peers.Select(peer => Read(peer, own)).OfType<PeerFacts>()] : null);

    private static PortFacts? Read(NetworkPolicyPort? port)
    {
        if (!PortFacts.TryReadProtocol(port?.Protocol, out var protocol)) return null;
        if (port?.Port is not { } text) return port?.EndPort is null ? new PortFacts.All(protocol) : null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            return port.EndPort is null ? new PortFacts.Named(protocol, text) : null;
        var last = port.EndPort ?? first;
        return first >= 1 && last >= first && last <= ushort.MaxValue
            ? new PortFacts.Numbered(protocol, new PortRange((ushort)first, (ushort)last))
            : null;
    }

    private static PeerFacts? Read(NetworkPolicyPeer? peer, NamespaceScope.In own) => peer switch
    {
        { IpBlock: { } block, PodSelector: null, NamespaceSelector: null } => Read(block),
        { IpBlock: null, NamespaceSelector: { } namespaces } =>
            TryRead(namespaces, out var labels) ? Read(peer.PodSelector, new NamespaceScope.Where(labels)) : null,
        { IpBlock: null, PodSelector: { } pods } => Read(pods, own),
        _ => null,
    };

    private static PeerFacts.Pods? Read(LabelSelector? pods, NamespaceScope scope) =>
        TryRead(pods, out var labels) ? new PeerFacts.Pods(new PodSelection(scope, labels)) : null;

    private static PeerFacts.Block? Read(IpBlock block)
    {
        if (!Cidr.TryParse(block.Cidr, out var cidr)) return null;
        var except = new List<Cidr>();
        foreach (var text in block.Except ?? [])
        {
            if (!Cidr.TryParse(text, out var exception)) return null;
            except.Add(exception);
        }

        return new PeerFacts.Block(cidr, except);
    }
}
