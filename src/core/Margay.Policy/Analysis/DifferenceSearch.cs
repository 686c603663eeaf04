using Margay.Policy.Analysis.Places;

namespace Margay.Policy.Analysis;

/// <summary>Finds what changes between the two clusters of a space, at one family.</summary>
/// <remarks>
/// Many sources look alike to one destination: only one of each kind is judged. Between two places that stand as they stood
/// nothing changes, whatever else does, so that the cost follows what changed.
/// </remarks>
/// <param name="space">The space of two clusters.</param>
/// <param name="places">The places of the family that are compared.</param>
internal sealed class DifferenceSearch(ReachSpace space, IReadOnlyList<Place> places)
{
    public IEnumerable<PolicyChange> Find() => places.SelectMany(Into);

    private IEnumerable<PolicyChange> Into(Place to)
    {
        var alike = new Dictionary<Likeness, (Way Way, PlaceSet From)>();
        var apart = new List<Way>();
        for (var i = 0; i < places.Count; i++)
        {
            var from = places[i];
            if (from.IsUnchanged && to.IsUnchanged && !(to is Place.Node node && space.ToHostChanges(node.Name))) continue;
            if (from is Place.Node || to is Place.Node)
            {
                apart.AddRange(Way.Between(from, to));
                continue;
            }

            if ((from is not Place.Pods && to is not Place.Pods) || from.IsSamePod(to)) continue;
            var likeness = Likeness.Of(from, to);
            if (!alike.TryGetValue(likeness, out var known)) alike[likeness] = known = (new Way(from, to, null), PlaceSet.Among(places));
            known.From.Add(i);
        }

        return alike.Values.SelectMany(group => Compare(group.Way, group.From))
            .Concat(apart.SelectMany(way => Compare(way, PlaceSet.Of(way.From))));
    }

    private IEnumerable<PolicyChange> Compare(Way way, PlaceSet from)
    {
        var (before, after) = (space.Judge(0, way), space.Judge(1, way));
        return
            from old in before
            from now in after
            where old.Verdict != now.Verdict
            let traffic = old.Traffic.And(now.Traffic)
            where !traffic.IsEmpty
            select new PolicyChange(@from, way.To, traffic, old, now);
    }

    /// <summary>What decides about a source's traffic to some destination, in both clusters: equal is equal verdicts.</summary>
    private readonly record struct Likeness(
        (int Program, long Source, long Destination) EgressBefore, long IngressBefore, (int Program, long Source, long Destination) EgressAfter, long IngressAfter)
    {
        public static Likeness Of(Place from, Place to) => new(
            Egress(from.Standings[0], to.Standings[0]), Ingress(from.Standings[0], to.Standings[0]),
            Egress(from.Standings[1], to.Standings[1]), Ingress(from.Standings[1], to.Standings[1]));

        private static (int Program, long Source, long Destination) Egress(Standing? from, Standing? to) => (from?.Egress, to) switch
        {
            ({ } egress, { }) => (egress.Id, egress.SourceClass(from!.Membership), egress.DestinationClass(to!.Membership)),
            _ => (from is null ? -2 : -1, 0, 0),
        };

        private static long Ingress(Standing? from, Standing? to) => (from, to?.Ingress) switch
        {
            ({ }, { } ingress) => ingress.SourceClass(from!.Membership),
            _ => long.MinValue,
        };
    }
}
