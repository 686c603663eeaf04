using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy;

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

    /// <summary>Asks about both families when the ends are pods, else about the one that an address gives.</summary>
    /// <exception cref="CliException">A pod does not exist, or the ends have no family in common.</exception>
    public static Explanation Of(ClusterState cluster, Flow flow)
    {
        IpFamily[] families = (flow.Source, flow.Destination) switch
        {
            (FlowEnd.Address source, _) => [source.Value.Family],
            (_, FlowEnd.Address destination) => [destination.Value.Family],
            _ => [IpFamily.V4, IpFamily.V6],
        };
        var decisions = families
            .Select(family => new OfFamily(family, PolicyOracle.Decide(cluster, flow with { Family = family }))).ToList();
        if (decisions[0].Decision.Why is Reason.UnknownEnd unknown) throw new CliException(unknown.ToString());
        if (!decisions.Exists(decision => decision.IsAnswered))
            throw new CliException(string.Join("; ", decisions.Select(decision => decision.Decision.Why)));
        return new Explanation(flow, decisions);
    }

    /// <summary>Whether every family that can be spoken has this verdict.</summary>
    public bool IsAll(Verdict verdict) =>
        Decisions.Where(decision => decision.IsAnswered).All(decision => decision.Decision.Verdict == verdict);
}
