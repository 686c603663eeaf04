using Margay.Policy.Analysis.Places;

namespace Margay.Policy.Analysis.Programs;

/// <summary>The classes of ends that a program's rules tell apart at one end: most ends look alike to most programs.</summary>
/// <param name="named">The sets that the rules name at this end.</param>
/// <param name="table">Where the sets have their numbers from.</param>
internal sealed class EndClasses(IEnumerable<int> named, MembershipTable table)
{
    /// <summary>With so few sets a class is which of them hold the end, a bit each.</summary>
    private const int FewSets = 62;

    private readonly int[] _sets = [.. named.Distinct().Order()];
    private readonly Dictionary<int, long> _known = [];

    /// <summary>The class of an end; equal for ends that no rule tells apart.</summary>
    public long Of(Membership membership)
    {
        if (_sets.Length == 0) return 0;
        if (_sets.Length <= FewSets && membership.Ports.Length == 0) return Bits(membership);
        if (!_known.TryGetValue(membership.Id, out var known))
        {
            var projected = table.Of(
                membership.Sets.Where(set => Array.BinarySearch(_sets, set) >= 0),
                membership.Ports.Where(port => Array.BinarySearch(_sets, port.Set) >= 0));
            _known[membership.Id] = known = _sets.Length <= FewSets && projected.Ports.Length == 0 ? Bits(membership) : ~projected.Id;
        }

        return known;
    }

    private long Bits(Membership membership)
    {
        var bits = 0L;
        for (var i = 0; i < _sets.Length; i++)
        {
            if (membership.IsIn(_sets[i])) bits |= 1L << i;
        }

        return bits;
    }
}
