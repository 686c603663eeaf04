using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Programs;

/// <summary>A tier's rules in the order in which they are tried.</summary>
internal sealed record ProgramTier(Reason.EndOfTier AtEnd, bool PassesOn, IReadOnlyList<ProgramRule> Rules);

/// <summary>All that one direction of a pod asks, for whole sets of traffic at once.</summary>
internal sealed class DirectionProgram
{
    private readonly TrafficPartition _partition;
    private readonly IReadOnlyList<ProgramTier> _tiers;
    private readonly DirectionEnd _end;
    private readonly EndClasses _sources;
    private readonly EndClasses _destinations;
    private readonly Dictionary<(IpFamily, long, long), IReadOnlyList<Piece>> _known = [];

    public DirectionProgram(
        int id, IReadOnlyList<ProgramTier> tiers, DirectionEnd end, TrafficPartition partition, MembershipTable table)
    {
        (Id, _tiers, _end, _partition) = (id, tiers, end, partition);
        var rules = tiers.SelectMany(tier => tier.Rules).ToList();
        _sources = new EndClasses(rules.SelectMany(rule => rule.Source.Sets), table);
        _destinations = new EndClasses(rules.SelectMany(rule => rule.Destination.Sets), table);
    }

    /// <summary>Equal for programs that ask the same, within one <see cref="ProgramCatalog"/>.</summary>
    public int Id { get; }

    /// <summary>The verdict on everything between two ends, cut by what decides it. The pieces are disjoint and cover it all.</summary>
    public IReadOnlyList<Piece> Judge(IpFamily family, Membership source, Membership destination)
    {
        var key = (family, SourceClass(source), DestinationClass(destination));
        if (!_known.TryGetValue(key, out var pieces)) _known[key] = pieces = Decide(family, source, destination);
        return pieces;
    }

    private List<Piece> Decide(IpFamily family, Membership source, Membership destination)
    {
        var pieces = new List<Piece>();
        Walk(family, source, destination, pieces, null);
        return [.. pieces.GroupBy(piece => piece.Why)
            .Select(alike => alike.Aggregate((one, other) => one with { Traffic = one.Traffic.Or(other.Traffic) }))];
    }

    /// <summary>Tells of every rule what it is met by and what of that it decides, between two ends.</summary>
    public void Watch(IpFamily family, Membership source, Membership destination, RuleWatch watch) =>
        Walk(family, source, destination, [], watch);

    private void Walk(IpFamily family, Membership source, Membership destination, List<Piece> pieces, RuleWatch? watch)
    {
        var undecided = _partition.All(family);
        foreach (var tier in _tiers)
        {
            var (here, passed) = (undecided, _partition.None);
            foreach (var rule in tier.Rules)
            {
                var met = rule.Matching(family, source, destination, _partition).And(undecided);
                var taken = met.And(here);
                watch?.Invoke(rule, met, taken);
                if (taken.IsEmpty) continue;
                here = here.Except(taken);
                if (rule.Effect == RuleEffect.Pass) passed = passed.Or(taken);
                else pieces.Add(Piece.By(rule, taken));
            }

            if (!tier.PassesOn && !here.IsEmpty) pieces.Add(new Piece(here, Verdict.Deny, tier.AtEnd));
            undecided = tier.PassesOn ? here.Or(passed) : passed;
        }

        if (!undecided.IsEmpty) pieces.Add(new Piece(undecided, _end.Verdict, _end.Why));
    }

    /// <summary>What the program asks about a source; equal for those that it does not tell apart.</summary>
    public long SourceClass(Membership source) => _sources.Of(source);

    /// <summary>What the program asks about a destination.</summary>
    public long DestinationClass(Membership destination) => _destinations.Of(destination);
}

/// <summary>Hears of a rule: what meets it of that which came to its tier, and what of it is left to it by earlier rules.</summary>
internal delegate void RuleWatch(ProgramRule rule, TrafficSet met, TrafficSet taken);

/// <summary>What becomes of that which no tier decides.</summary>
internal sealed record DirectionEnd(Verdict Verdict, Reason Why);
