using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>A policy that selects the pod, and what became of its rules.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Rules">The rules in order, up to and with the first that matched.</param>
public sealed record PolicyTrace(PolicyId Policy, IReadOnlyList<RuleTrace> Rules);

/// <summary>One rule and how each of its parts compared with the flow.</summary>
/// <param name="Index">The index of the rule in the policy's list of the direction, from 0.</param>
/// <param name="Matched">Whether the rule allows the flow.</param>
/// <param name="Peers">Every peer of the rule; empty means that any peer does.</param>
/// <param name="Ports">Every port of the rule; empty means that any protocol and port does.</param>
public sealed record RuleTrace(
    int Index, bool Matched, IReadOnlyList<PeerTrace> Peers, IReadOnlyList<PortTrace> Ports)
{
    internal static RuleTrace Of(int index, IReadOnlyList<PeerTrace> peers, IReadOnlyList<PortTrace> ports) =>
        new(index, Holds(peers, peer => peer.Matched) && Holds(ports, port => port.Matched), peers, ports);

    private static bool Holds<T>(IReadOnlyList<T> parts, Func<T, bool> matched) => parts.Count == 0 || parts.Any(matched);
}

/// <summary>One peer of a rule.</summary>
/// <param name="Index">Its index in the rule, from 0.</param>
/// <param name="Mismatch">Why it is not the flow's peer; null if it is.</param>
public sealed record PeerTrace(int Index, PeerMismatch? Mismatch)
{
    /// <summary>Whether the flow's peer is one of these.</summary>
    public bool Matched => Mismatch is null;
}

/// <summary>One port of a rule.</summary>
/// <param name="Index">Its index in the rule, from 0.</param>
/// <param name="Mismatch">Why it is not the flow's port; null if it is.</param>
public sealed record PortTrace(int Index, PortMismatch? Mismatch)
{
    /// <summary>Whether the flow's protocol and port are among these.</summary>
    public bool Matched => Mismatch is null;
}
