using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis;

/// <summary>Connections that are allowed.</summary>
/// <param name="Way">Who to whom.</param>
/// <param name="Outcome">What is allowed, and why.</param>
/// <param name="Witness">One of these connections, over TCP if that is among them.</param>
/// <param name="StoppedBy">
/// What stops the witness on its way, outside of the pods' policies: a host endpoint. Null if nothing does.
/// </param>
public sealed record Reach(Way Way, Outcome Outcome, Flow Witness, Reason? StoppedBy)
{
    /// <summary>Everything that may be opened from some ends to others, of certain traffic.</summary>
    /// <param name="space">The space; its first cluster is asked about.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="destinations">The destinations.</param>
    /// <param name="traffic">What is asked about.</param>
    /// <param name="port">The destination port that it is about, if it is about one; then the witness has it.</param>
    public static IEnumerable<Reach> Find(
        ReachSpace space, PlaceSelection sources, PlaceSelection destinations, Func<IpFamily, TrafficSet> traffic, ushort? port = null) =>
        from family in new[] { IpFamily.V4, IpFamily.V6 }
        let asked = traffic(family)
        let targets = space.Places(family).Select(place => (Place: place, Meant: destinations.Of(place))).Where(place => place.Meant is not null).ToList()
        from source in space.Places(family)
        let meant = sources.Of(source)
        where meant is not null
        from target in targets
        from way in Way.Between(meant, target.Meant!)
        from outcome in space.Judge(0, way)
        where outcome.Verdict == Verdict.Allow
        let allowed = outcome.Traffic.And(asked)
        where !allowed.IsEmpty
        select Witnessed(space, way, outcome with { Traffic = allowed }, port);

    private static Reach Witnessed(ReachSpace space, Way way, Outcome outcome, ushort? port)
    {
        var example = outcome.Traffic.Classes.Select(number => space.Partition.Classes[number]).MinBy(found => found.Protocol == IpProtocol.Tcp ? 0 : 1);
        var witness = way.Witness(example);
        if (port is { } asked) witness = witness with { Port = asked };
        var decision = PolicyOracle.Decide(space.Cluster(0), witness);
        return new Reach(way, outcome, witness, decision.Verdict == Verdict.Allow ? null : decision.Why);
    }
}
