using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>What must be enforced at an endpoint, from the policies that apply to it.</summary>
internal static class EndpointIntents
{
    /// <summary>The intent of a pod interface. It is closed while its pod is not known.</summary>
    public static WorkloadEndpointIntent Of(EndpointNode endpoint, BearerNode? pod)
    {
        var local = endpoint.Local;
        return new WorkloadEndpointIntent(
            local.Interface,
            local.Namespace,
            local.Pod,
            [.. local.Addresses.Order()],
            pod?.Facts.Sources ?? [],
            pod is null ? DirectionIntent.Closed : Of(endpoint, pod, Direction.Ingress),
            pod is null ? DirectionIntent.Closed : Of(endpoint, pod, Direction.Egress));
    }

    /// <summary>The intent of a host endpoint at one of its interfaces.</summary>
    /// <param name="host">The host endpoint.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="profiles">Its profiles up to the first that is not known.</param>
    public static HostEndpointIntent Of(HostEndpointNode host, string interfaceName, List<PolicyNode> profiles)
    {
        IReadOnlyList<TierIntent> At(PolicyHooks hook, Direction direction) => host.Chain?.Tiers(hook, direction) ?? [];
        PolicyId[] tried = [.. profiles.Select(profile => profile.Id)];
        var isAny = interfaceName == HostEndpointIntent.AnyInterface;
        return new HostEndpointIntent(host.Name, interfaceName)
        {
            Ingress = new DirectionIntent(At(PolicyHooks.Normal, Direction.Ingress), tried, false),
            Egress = new DirectionIntent(At(PolicyHooks.Normal, Direction.Egress), tried, false),
            ForwardIngress = At(PolicyHooks.Forward, Direction.Ingress),
            ForwardEgress = At(PolicyHooks.Forward, Direction.Egress),
            UntrackedIngress = isAny ? [] : At(PolicyHooks.Untracked, Direction.Ingress),
            UntrackedEgress = isAny ? [] : At(PolicyHooks.Untracked, Direction.Egress),
            PreDnat = At(PolicyHooks.PreDnat, Direction.Ingress),
        };
    }

    private static DirectionIntent Of(EndpointNode endpoint, BearerNode pod, Direction direction)
    {
        var isKnown = pod.Namespace?.Labels is not null;
        var intent = endpoint.Chain?.ForPod(direction) ?? DirectionIntent.Open;
        if (isKnown) return intent;
        return intent.IsOpen ? DirectionIntent.Closed : intent with { OtherwiseAllow = false };
    }
}
