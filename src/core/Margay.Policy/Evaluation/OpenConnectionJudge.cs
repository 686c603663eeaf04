using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>Says which open connections a node's present policy would not let come about, and so are to be cut.</summary>
/// <remarks>
/// Only the policies of pods are judged, at the pods of this node; what the node itself opens is not. A policy's own choice
/// (<see cref="PolicyIntent.OpenConnections"/>) comes before the node's: that of the policy whose rule denies, or where a
/// tier ends without a decision that of its policies, of which one that cuts is enough. Not thread-safe.
/// </remarks>
public sealed class OpenConnectionJudge
{
    private readonly CompiledIntent _intent = new();
    private readonly Dictionary<PolicyId, OpenConnections> _choices = [];
    private readonly Dictionary<IpAddr, WorkloadEndpointIntent> _pods = [];
    private HashSet<IpAddr> _node = [];
    private OpenConnections _usually;

    /// <summary>Takes the next delta of the intent.</summary>
    public void Apply(IntentDelta delta)
    {
        _intent.Apply(delta);
        foreach (var policy in delta.Policies)
        {
            if (policy.OpenConnections is { } choice) _choices[policy.Id] = choice;
            else _choices.Remove(policy.Id);
        }

        foreach (var gone in delta.PoliciesRemoved) _choices.Remove(gone);
    }

    /// <summary>Makes ready for questions, until the next delta.</summary>
    /// <param name="node">The node's own addresses: what comes from there is not policed.</param>
    /// <param name="usually">What becomes of connections about which no policy says anything.</param>
    public void Begin(IEnumerable<IpAddr> node, OpenConnections usually)
    {
        (_node, _usually) = ([.. node], usually);
        _pods.Clear();
        foreach (var endpoint in _intent.Endpoints.Values)
        {
            foreach (var address in endpoint.Addresses) _pods[address] = endpoint;
        }
    }

    /// <summary>Whether a connection is to be cut.</summary>
    /// <param name="first">
    /// Its first packet, as it is forwarded: from the address that opened it to the one that it really went to.
    /// </param>
    public bool IsCut(Packet first) =>
        (_pods.TryGetValue(first.Source, out var sender) && IsCut(sender, Direction.Egress, first))
        || (!_node.Contains(first.Source) && _pods.TryGetValue(first.Destination, out var receiver) && IsCut(receiver, Direction.Ingress, first));

    private bool IsCut(WorkloadEndpointIntent endpoint, Direction direction, Packet first)
    {
        var verdict = _intent.Evaluate(endpoint, direction, first);
        return !verdict.IsAllowed && ChoiceOf(endpoint, direction, verdict) == OpenConnections.Rejudge;
    }

    private OpenConnections ChoiceOf(WorkloadEndpointIntent endpoint, Direction direction, PacketVerdict verdict)
    {
        if (verdict.Policy is { } policy) return _choices.GetValueOrDefault(policy, _usually);
        if (verdict.Tier is not { } tier) return _usually;
        var tiers = (direction == Direction.Ingress ? endpoint.Ingress : endpoint.Egress).Tiers;
        var choices = tiers.Where(each => each.Name == tier).SelectMany(each => each.Policies)
            .Where(_choices.ContainsKey).Select(id => _choices[id]).ToList();
        return choices.Count == 0 ? _usually : choices.Max();
    }
}
