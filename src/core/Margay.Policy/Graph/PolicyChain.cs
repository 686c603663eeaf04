using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>The policies that apply to an endpoint, in order. Endpoints to which the same apply share one.</summary>
/// <remarks>Lives as long as an endpoint has it, and never outlives a change of the tiers or of one of its policies.</remarks>
/// <param name="selected">Its policies, before they were ordered.</param>
/// <param name="policies">Its policies, in order.</param>
/// <param name="tiers">The tiers.</param>
internal sealed class PolicyChain(PolicyNode[] selected, PolicyNode[] policies, TierDirectory tiers)
{
    private DirectionIntent? _ingress;
    private DirectionIntent? _egress;

    public PolicyNode[] Selected { get; } = selected;

    public PolicyNode[] Policies { get; } = policies;

    /// <summary>The endpoints that have it.</summary>
    public HashSet<PolicedNode> Holders { get; } = [];

    /// <summary>How a direction of a pod of a known namespace is judged.</summary>
    public DirectionIntent ForPod(Direction direction) => direction == Direction.Ingress
        ? _ingress ??= MakeForPod(direction)
        : _egress ??= MakeForPod(direction);

    /// <summary>The tiers of a hook that have a policy which applies to the direction.</summary>
    public IReadOnlyList<TierIntent> Tiers(PolicyHooks hook, Direction direction)
    {
        var found = new List<TierIntent>();
        var ids = new List<PolicyId>();
        string? current = null;
        foreach (var policy in Policies)
        {
            var facts = policy.Facts;
            if (policy.Id.Kind == PolicyId.Profile || !facts.Hooks.HasFlag(hook) || !facts.AppliesTo(direction)) continue;
            if (current is not null && facts.Tier != current) Close();
            current = facts.Tier;
            ids.Add(policy.Id);
        }

        if (current is not null) Close();
        return found.Count == 0 ? [] : found;

        void Close()
        {
            found.Add(new TierIntent(current!, tiers.DefaultOf(current!), ids.ToArray()));
            ids.Clear();
        }
    }

    private DirectionIntent MakeForPod(Direction direction) =>
        Tiers(PolicyHooks.Normal, direction) is { Count: > 0 } found ? new DirectionIntent(found, [], true) : DirectionIntent.Open;
}
