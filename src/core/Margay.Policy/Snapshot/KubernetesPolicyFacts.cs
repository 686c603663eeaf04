using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>
/// Reads Kubernetes NetworkPolicies. What is malformed in a rule matches nothing; it is never dropped silently into
/// matching everything.
/// </summary>
public static class KubernetesPolicyFacts
{
    private static readonly RuleAction Allow = new RuleAction.Allow();

    /// <summary>The id of a NetworkPolicy; a missing namespace reads <c>default</c>.</summary>
    public static PolicyId IdOf(NetworkPolicy policy) =>
        new(PolicyId.KubernetesNetworkPolicy, policy.Metadata.Namespace ?? "default", policy.Metadata.Name);

    /// <summary>The facts of a NetworkPolicy; null if its podSelector cannot be read, so that it selects nothing.</summary>
    public static PolicyFacts? Of(NetworkPolicy policy)
    {
        var spec = policy.Spec ?? new NetworkPolicySpec();
        var own = new NamespaceScope.In(IdOf(policy).Namespace);
        if (!TryRead(spec.PodSelector, out var labels)) return null;
        var types = spec.PolicyTypes is { Count: > 0 } written
            ? written
            : spec.Egress is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];
        var subject = new Selection(Population.Pods, own, labels);
        return new PolicyFacts(subject, BuiltIns.DefaultTier, PolicyFacts.KubernetesOrder)
        {
            AppliesToIngress = types.Contains("Ingress"),
            AppliesToEgress = types.Contains("Egress"),
            Ingress = types.Contains("Ingress")
                ? (spec.Ingress ?? []).SelectMany((rule, index) =>
                    Read(index, Direction.Ingress, rule?.Ports, rule?.From, subject)).ToArray()
                : [],
            Egress = types.Contains("Egress")
                ? (spec.Egress ?? []).SelectMany((rule, index) =>
                    Read(index, Direction.Egress, rule?.Ports, rule?.To, subject)).ToArray()
                : [],
        }.For(policy);
    }

    private static List<RuleFacts> Read(
        int origin,
        Direction direction,
        IReadOnlyList<NetworkPolicyPort?>? ports,
        IReadOnlyList<NetworkPolicyPeer?>? peers,
        Selection subject)
    {
        var read = peers is { Count: > 0 } ? PeerFacts.Of([.. peers.Select(peer => Read(peer, subject))]) : PeerFacts.Anybody;
        return new RuleSplit(origin, Allow, direction, subject).Rules(
            ports is { Count: > 0 } ? [.. ports.Select(Read).OfType<PortFacts>()] : null, read);
    }

    private static bool TryRead(LabelSelector? text, [NotNullWhen(true)] out Selector? selector)
    {
        selector = Selector.All;
        return text is null || Selector.TryFromLabelSelector(text, out selector, out _);
    }

    private static PortFacts? Read(NetworkPolicyPort? port)
    {
        if (!TransportProtocol.TryRead(port?.Protocol, out var protocol)) return null;
        if (port?.Port is not { } text) return port?.EndPort is null ? new PortFacts.All(protocol) : null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            return port.EndPort is null ? new PortFacts.Named(new PortName(text, protocol)) : null;
        var last = port.EndPort ?? first;
        return first >= 1 && last >= first && last <= ushort.MaxValue
            ? new PortFacts.Numbered(protocol, new PortRange((ushort)first, (ushort)last))
            : null;
    }

    private static Peer? Read(NetworkPolicyPeer? peer, Selection subject) => peer switch
    {
        { IpBlock: { } block, PodSelector: null, NamespaceSelector: null } => Read(block),
        { IpBlock: null, NamespaceSelector: { } namespaces } =>
            TryRead(namespaces, out var labels) ? Read(peer.PodSelector, new NamespaceScope.Where(labels), subject) : null,
        { IpBlock: null, PodSelector: { } pods } => Read(pods, subject.Scope, subject),
        _ => null,
    };

    /// <remarks>A peer that is the policy's own subject, as where a namespace is closed off, shares its selection.</remarks>
    private static Peer.Chosen? Read(LabelSelector? pods, NamespaceScope scope, Selection subject)
    {
        if (!TryRead(pods, out var labels)) return null;
        var chosen = new Selection(Population.Pods, scope, labels);
        return new Peer.Chosen(chosen == subject ? subject : chosen);
    }

    private static Peer.Block? Read(IpBlock block)
    {
        if (!Cidr.TryParse(block.Cidr, out var cidr)) return null;
        var except = new List<Cidr>();
        foreach (var text in block.Except ?? [])
        {
            if (!Cidr.TryParse(text, out var exception)) return null;
            except.Add(exception);
        }

        return new Peer.Block(new NetworkBlock(cidr, except));
    }
}
