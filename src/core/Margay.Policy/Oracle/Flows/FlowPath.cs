using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle.Flows;

/// <summary>The hooks that a flow passes: at the source, at its node, at the destination's node, at the destination.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="flow">The flow.</param>
/// <param name="source">What the source is.</param>
/// <param name="destination">What the destination is.</param>
internal sealed class FlowPath(ClusterIndex cluster, Flow flow, ResolvedEnd source, ResolvedEnd destination)
{
    private readonly List<DirectionDecision> _steps = [];

    /// <summary>The packet as most hooks see it.</summary>
    private readonly PacketFacts _packet = new(source.Address, destination.Address, flow.Protocol)
    {
        DestinationName = (destination as ResolvedEnd.Domain)?.Name,
        SourcePort = flow.SourcePort,
        DestinationPort = flow.Port,
        IcmpType = flow.IcmpType,
        IcmpCode = flow.IcmpCode,
    };

    /// <summary>The packet before the destination is translated.</summary>
    private PacketFacts Untranslated => flow.Original is { } original
        ? _packet with { Destination = original.Address, DestinationPort = original.Port }
        : _packet;

    /// <summary>Every step at which policy has a say. Hooks where no policy selects anything and none has to are left out.</summary>
    public IReadOnlyList<DirectionDecision> Judge()
    {
        var (from, to) = (NodeOf(source), NodeOf(destination));
        if (source is ResolvedEnd.Pod pod) LeavePod(pod, from);
        if (from is not null && from == to) StayOnNode(from);
        else Cross(from, to);
        if (destination is ResolvedEnd.Pod called && !(source is ResolvedEnd.Node && from is not null && from == to))
            Ask(new PolicedEnd.Pod(called.Namespace, called.Name), PolicyHook.Normal, Direction.Ingress, _packet);
        return _steps;
    }

    /// <remarks>
    /// A pod's packets enter its node through an interface to which pre-DNAT policy of a host endpoint for every interface
    /// applies too.
    /// </remarks>
    private void LeavePod(ResolvedEnd.Pod pod, string? node)
    {
        if (node is not null && HostEndpointReading.ForEveryInterface(cluster, node) is { } every)
            Ask(every, PolicyHook.PreDnat, Direction.Ingress, Untranslated);
        Ask(new PolicedEnd.Pod(pod.Namespace, pod.Name), PolicyHook.Normal, Direction.Egress, _packet);
    }

    /// <remarks>Between a node and its own pods host endpoints are not asked, and a node always reaches its pods.</remarks>
    private void StayOnNode(string node)
    {
        if (source is ResolvedEnd.Pod calling && destination is ResolvedEnd.Node) _steps.Add(EndpointToHost(calling, node));
        if (source is ResolvedEnd.Node && destination is ResolvedEnd.Pod called)
        {
            _steps.Add(new DirectionDecision(
                new PolicedEnd.Pod(called.Namespace, called.Name),
                PolicyHook.Normal,
                Direction.Ingress,
                Verdict.Allow,
                new Reason.HostToOwnPod(node)));
        }
    }

    private DirectionDecision EndpointToHost(ResolvedEnd.Pod pod, string node)
    {
        var (configured, verdict) = cluster.EndpointToHost(node);
        return new DirectionDecision(
            new PolicedEnd.Pod(pod.Namespace, pod.Name),
            PolicyHook.Normal,
            Direction.Egress,
            verdict,
            new Reason.EndpointToHost(node, configured, verdict));
    }

    /// <summary>From one node, or from outside, to another.</summary>
    private void Cross(string? from, string? to)
    {
        if (from is not null && InterfaceOf(from) is { } leaving)
        {
            if (source is ResolvedEnd.Pod) Ask(leaving, PolicyHook.Forward, Direction.Egress, _packet);
            else AskUntilAllowed(leaving, Direction.Egress, PolicyHook.Untracked, PolicyHook.Normal);
        }

        if (to is not null && InterfaceOf(to) is { } entering)
        {
            var last = destination is ResolvedEnd.Pod ? PolicyHook.Forward : PolicyHook.Normal;
            AskUntilAllowed(entering, Direction.Ingress, PolicyHook.Untracked, PolicyHook.PreDnat, last);
        }
    }

    /// <remarks>
    /// What policy allows at an early hook, the later ones of the host endpoint are not asked about. A failsafe port only keeps a
    /// hook from denying: what is forwarded still meets the policy on that.
    /// </remarks>
    private void AskUntilAllowed(HostEndpoint host, Direction direction, params ReadOnlySpan<PolicyHook> hooks)
    {
        foreach (var hook in hooks)
        {
            var isEarly = hook is PolicyHook.Untracked or PolicyHook.PreDnat;
            if (Ask(host, hook, direction, isEarly ? Untranslated : _packet) is { Verdict: Verdict.Allow, Why: not (Reason.FailsafePort or Reason.NeighborDiscovery) })
                return;
        }
    }

    private DirectionDecision? Ask(HostEndpoint host, PolicyHook hook, Direction direction, PacketFacts packet) =>
        Ask(new PolicedEnd.HostEndpoint(host.Metadata.Name), hook, direction, packet);

    private DirectionDecision? Ask(PolicedEnd end, PolicyHook hook, Direction direction, PacketFacts packet)
    {
        var decision = PolicyOracle.DecideAt(cluster, end, hook, direction, packet);
        var isIdle = hook != PolicyHook.Normal && decision is { Why: Reason.NoPolicySelects, Staged: null };
        if (decision is not null && !isIdle) _steps.Add(decision);
        return decision;
    }

    private HostEndpoint? InterfaceOf(string node) => flow.Via?.GetValueOrDefault(node) is { } name
        ? HostEndpointReading.ForInterface(cluster, node, name)
        : HostEndpointReading.ForUplink(cluster, node);

    private string? NodeOf(ResolvedEnd end) => end switch
    {
        ResolvedEnd.Node node => node.Name,
        ResolvedEnd.Pod pod => cluster.FindPod(pod.Namespace, pod.Name)?.Resource.Spec?.NodeName is { Length: > 0 } name ? name : null,
        _ => null,
    };
}
