using Margay.Host.Cli;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Explain;

/// <summary>What the oracle says of a flow in each family that its ends can speak.</summary>
/// <param name="Flow">The flow, of no particular family.</param>
/// <param name="Decisions">One for each family, IPv4 first; never empty.</param>
internal sealed record Explanation(Flow Flow, IReadOnlyList<Explanation.OfFamily> Decisions)
{
    /// <summary>The decision about packets of one family.</summary>
    internal sealed record OfFamily(IpFamily Family, Decision Decision)
    {
        /// <summary>Whether there can be packets of this family between the ends at all.</summary>
        public bool IsAnswered => Decision.Why is not Reason.NoAddressOfFamily;
    }

    /// <summary>As <see cref="Find"/>, for a flow that must have an answer.</summary>
    /// <exception cref="CliException">A pod does not exist, or the ends have no family in common.</exception>
    public static Explanation Of(ClusterState cluster, Flow flow)
    {
        var found = Find(cluster, flow);
        if (found.Decisions[0].Decision.Why is Reason.UnknownEnd unknown) throw new CliException(unknown.ToString());
        if (!found.Decisions.Any(decision => decision.IsAnswered))
            throw new CliException(string.Join("; ", found.Decisions.Select(decision => decision.Decision.Why)));
        return found;
    }

    /// <summary>
    /// Asks about both families when the ends are pods, else about the one that an address gives. What is ICMP in one is
    /// ICMPv6 in the other, but a type of message is of one only.
    /// </summary>
    public static Explanation Find(ClusterState cluster, Flow flow)
    {
        IpFamily[] families = (flow.Source, flow.Destination) switch
        {
            (FlowEnd.Address source, _) => [source.Value.Family],
            (_, FlowEnd.Address destination) => [destination.Value.Family],
            _ when flow.IcmpType is not null => [flow.Protocol == IpProtocol.Icmp ? IpFamily.V4 : IpFamily.V6],
            _ => [IpFamily.V4, IpFamily.V6],
        };
        return new Explanation(
            flow, [.. families.Select(family => new OfFamily(family, PolicyOracle.Decide(cluster, flow with { Family = family, Protocol = In(family, flow.Protocol) })))]);
    }

    private static IpProtocol In(IpFamily family, IpProtocol protocol) =>
        protocol != IpProtocol.Icmp && protocol != IpProtocol.IcmpV6 ? protocol
        : family == IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6;

    /// <summary>Whether every family that can be spoken has this verdict.</summary>
    public bool IsAll(Verdict verdict) =>
        Decisions.Where(decision => decision.IsAnswered).All(decision => decision.Decision.Verdict == verdict);
}
