using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Review;

/// <summary>What a rule is good for, over everything that any two ends can send each other.</summary>
/// <param name="Origin">The rule.</param>
/// <param name="Effect">What it does.</param>
/// <param name="IsMet">Whether anything meets it at all.</param>
/// <param name="Decides">Whether it decides anything.</param>
/// <param name="TakenBy">Where it is met and decides nothing: the rules that decide all of that before it.</param>
public sealed record RuleUse(
    RuleOrigin Origin, RuleEffect Effect, bool IsMet, bool Decides, IReadOnlyList<(RuleOrigin Origin, RuleEffect Effect)> TakenBy)
{
    /// <summary>The use of every rule of every policy that selects a pod, by policy and place; Log rules are left out.</summary>
    internal static IReadOnlyList<RuleUse> Of(ReachSpace space)
    {
        var found = new Dictionary<RuleOrigin, Tally>();
        foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
        {
            var places = space.Places(family);
            foreach (var standing in places.Select(place => place.Standings[0]).OfType<Standing>())
            {
                if (standing.Ingress is { } ingress) Count(found, ingress, family, places, peer => (peer, standing.Membership));
                if (standing.Egress is { } egress) Count(found, egress, family, places, peer => (standing.Membership, peer));
            }
        }

        return [.. found.OrderBy(use => use.Key.Policy).ThenBy(use => use.Key.Direction).ThenBy(use => use.Key.Index)
            .Select(use => new RuleUse(use.Key, use.Value.Effect, use.Value.IsMet, use.Value.Decides, [.. use.Value.TakenBy]))];
    }

    private static void Count(
        Dictionary<RuleOrigin, Tally> found,
        DirectionProgram program,
        IpFamily family,
        IReadOnlyList<Place> places,
        Func<Membership, (Membership Source, Membership Destination)> ends)
    {
        var seen = new HashSet<(long, long)>();
        foreach (var peer in places.Select(place => place.Standings[0]).OfType<Standing>())
        {
            var (source, destination) = ends(peer.Membership);
            if (!seen.Add((program.SourceClass(source), program.DestinationClass(destination)))) continue;
            var earlier = new List<(ProgramRule Rule, TrafficSet Taken)>();
            program.Watch(family, source, destination, (rule, met, taken) =>
            {
                if (!found.TryGetValue(rule.Origin, out var tally)) found[rule.Origin] = tally = new Tally(rule.Effect);
                tally.IsMet |= !met.IsEmpty;
                tally.Decides |= !taken.IsEmpty;
                foreach (var (before, its) in earlier)
                {
                    if (before.Origin != rule.Origin && its.Overlaps(met)) tally.TakenBy.Add((before.Origin, before.Effect));
                }

                if (!taken.IsEmpty) earlier.Add((rule, taken));
            });
        }
    }

    private sealed class Tally(RuleEffect effect)
    {
        public RuleEffect Effect => effect;

        public bool IsMet { get; set; }

        public bool Decides { get; set; }

        public HashSet<(RuleOrigin, RuleEffect)> TakenBy { get; } = [];
    }
}
