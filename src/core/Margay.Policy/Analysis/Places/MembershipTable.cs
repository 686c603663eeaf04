using System.Text;
using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>Gives sets numbers, and equal memberships one object.</summary>
/// <remarks>A set's id says what it selects, so that the sets of several clusters may share their numbers.</remarks>
internal sealed class MembershipTable
{
    private readonly Dictionary<IpSetId, int> _numbers = [];
    private readonly Dictionary<string, Membership> _memberships = new(StringComparer.Ordinal);

    public int NumberOf(IpSetId set)
    {
        if (!_numbers.TryGetValue(set, out var number)) _numbers[set] = number = _numbers.Count;
        return number;
    }

    /// <summary>The membership with these sets and ports, in any order.</summary>
    public Membership Of(IEnumerable<int> sets, IEnumerable<(int Set, IpProtocol Protocol, ushort Port)> ports)
    {
        int[] sorted = [.. sets.Distinct().Order()];
        (int, IpProtocol, ushort)[] sortedPorts = [.. ports.Distinct().Order()];
        var key = new StringBuilder();
        foreach (var set in sorted) key.Append(set).Append(' ');
        foreach (var (set, protocol, port) in sortedPorts) key.Append(set).Append('/').Append(protocol.Number).Append('/').Append(port).Append(' ');
        var text = key.ToString();
        if (!_memberships.TryGetValue(text, out var membership))
            _memberships[text] = membership = new Membership(_memberships.Count, sorted, sortedPorts);
        return membership;
    }
}
