using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>What must be enforced at an endpoint, from the policies that apply to it.</summary>
internal static class EndpointIntents
{
    /// <summary>The intent of a pod interface. It is closed while its pod is not known.</summary>
    public static WorkloadEndpointIntent Of(EndpointNode endpoint, BearerNode? pod, TierDirectory tiers)
    {
        var local = endpoint.Local;
        return new WorkloadEndpointIntent(
            local.Interface,
            local.Namespace,
            local.Pod,
            [.. local.Addresses.Order()],
            pod?.Facts.Sources ?? [],
            pod is null ? DirectionIntent.Closed : Of(endpoint, pod, Direction.Ingress, tiers),
            pod is null ? DirectionIntent.Closed : Of(endpoint, pod, Direction.Egress, tiers));
    }

    /// <summary>The intent of a host endpoint at one of its interfaces.</summary>
    /// <param name="host">The host endpoint.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="profiles">Its profiles up to the first that is not known.</param>
    /// <param name="tiers">The tiers.</param>
    public static HostEndpointIntent Of(
        HostEndpointNode host, string interfaceName, List<PolicyNode> profiles, TierDirectory tiers)
    {
        IReadOnlyList<TierIntent> At(PolicyHooks hook, Direction direction) => Tiers(host, hook, direction, tiers);
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

    private static DirectionIntent Of(EndpointNode endpoint, BearerNode pod, Direction direction, TierDirectory tiers)
    {
        var applying = Tiers(endpoint, PolicyHooks.Normal, direction, tiers);
        var isKnown = pod.Namespace?.Labels is not null;
        if (applying.Count > 0) return new DirectionIntent(applying, [], isKnown);
        return isKnown ? DirectionIntent.Open : DirectionIntent.Closed;
    }

    private static List<TierIntent> Tiers(PolicedNode policed, PolicyHooks hook, Direction direction, TierDirectory tiers)
    {
        var found = new List<TierIntent>();
        var policies = new List<PolicyId>();
        string? current = null;
        foreach (var policy in policed.Policies)
        {
            var facts = policy.Facts;
            if (policy.Id.Kind == PolicyId.Profile || !facts.Hooks.HasFlag(hook) || !facts.AppliesTo(direction)) continue;
            if (current is not null && facts.Tier != current) Close();
            current = facts.Tier;
            policies.Add(policy.Id);
        }

        if (current is not null) Close();
        return found;

        void Close()
        {
            found.Add(new TierIntent(current!, tiers.DefaultOf(current!), [.. policies]));
            policies.Clear();
        }
    }
}
