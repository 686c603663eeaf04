namespace Margay.Policy.Evaluation;

/// <summary>
/// Rules in order, of which the first that matches counts; found without trying them all. A rule that wants an end in a
/// set is tried only for packets with that end in the set: it stands under the smallest set that it wants.
/// </summary>
internal sealed class RuleProgram
{
    private readonly CompiledRule[] _rules;
    private readonly Dictionary<int, int[]> _bySource;
    private readonly Dictionary<int, int[]> _byDestination;
    private readonly Dictionary<int, int[]> _bySourcePort;
    private readonly Dictionary<int, int[]> _byDestinationPort;
    private readonly int[] _always;

    public RuleProgram(CompiledRule[] rules, SetTable sets)
    {
        _rules = rules;
        var places = rules.Select(rule => PlaceOf(rule, sets)).ToArray();
        int[] InRole(Role role) => [.. Enumerable.Range(0, rules.Length).Where(index => places[index].Role == role)];
        Dictionary<int, int[]> Under(Role role) => InRole(role).GroupBy(index => places[index].Set)
            .ToDictionary(group => group.Key, group => group.ToArray());
        _always = InRole(Role.None);
        _bySource = Under(Role.Source);
        _byDestination = Under(Role.Destination);
        _bySourcePort = Under(Role.SourcePort);
        _byDestinationPort = Under(Role.DestinationPort);
    }

    private enum Role : byte
    {
        None,
        Source,
        Destination,
        SourcePort,
        DestinationPort,
    }

    /// <summary>The first rule that matches; null if none does.</summary>
    public CompiledRule? FirstMatch(in Packet packet, PacketSets sets)
    {
        var first = FirstOf(_always, _rules.Length, packet, sets);
        first = FirstUnder(_bySource, sets.Source, first, packet, sets);
        first = FirstUnder(_byDestination, sets.Destination, first, packet, sets);
        first = FirstUnder(_bySourcePort, sets.SourcePort, first, packet, sets);
        first = FirstUnder(_byDestinationPort, sets.DestinationPort, first, packet, sets);
        return first < _rules.Length ? _rules[first] : null;
    }

    /// <returns>The lowest index of a rule that matches; <paramref name="before"/> if none is lower.</returns>
    private int FirstUnder(Dictionary<int, int[]> places, SetMarks marks, int before, in Packet packet, PacketSets sets)
    {
        if (places.Count == 0) return before;
        foreach (var set in marks.Holding)
        {
            if (places.TryGetValue(set, out var indexes)) before = FirstOf(indexes, before, packet, sets);
        }

        return before;
    }

    private int FirstOf(int[] indexes, int before, in Packet packet, PacketSets sets)
    {
        foreach (var index in indexes)
        {
            if (index >= before) break;
            if (_rules[index].Matches(packet, sets)) return index;
        }

        return before;
    }

    private static (Role Role, int Set) PlaceOf(CompiledRule rule, SetTable sets)
    {
        var (best, size) = ((Role.None, 0), int.MaxValue);
        Consider(Role.Source, rule.Source.In);
        Consider(Role.Destination, rule.Destination.In);
        Consider(Role.SourcePort, rule.Source.InPorts);
        Consider(Role.DestinationPort, rule.Destination.InPorts);
        return best;

        void Consider(Role role, ReadOnlySpan<int> numbers)
        {
            foreach (var number in numbers)
            {
                if (sets.SizeOf(number) < size) (best, size) = ((role, number), sets.SizeOf(number));
            }
        }
    }
}
