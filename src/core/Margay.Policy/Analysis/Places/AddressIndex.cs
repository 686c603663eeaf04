using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>Which sets of one cluster hold an address of one family.</summary>
internal sealed class AddressIndex
{
    private readonly MembershipTable _table;
    private readonly Dictionary<IpAddr, List<int>> _singles = [];
    private readonly Dictionary<IpAddr, List<(int, IpProtocol, ushort)>> _ports = [];
    private readonly IpAddr[] _starts;
    private readonly int[][] _networks;

    public AddressIndex(IEnumerable<IpSetDelta> sets, IpFamily family, MembershipTable table)
    {
        _table = table;
        var events = new SortedDictionary<IpAddr, (List<int> Begins, List<int> Ends)>();
        (List<int> Begins, List<int> Ends) At(IpAddr address) =>
            events.TryGetValue(address, out var found) ? found : events[address] = ([], []);
        foreach (var set in sets)
        {
            var number = table.NumberOf(set.Id);
            foreach (var member in set.Added.Where(member => member.Cidr.Family == family))
            {
                var address = member.Cidr.Network;
                if (set.Kind == IpSetKind.Addresses) Add(_singles, address, number);
                else if (set.Kind == IpSetKind.AddressPorts) Add(_ports, address, (number, member.Protocol, member.Port));
                else
                {
                    At(address).Begins.Add(number);
                    if (IsBelowTop(member.Cidr.Last)) At(member.Cidr.Last.Add(1)).Ends.Add(number);
                }
            }
        }

        (_starts, _networks) = Sweep(events, family);
    }

    /// <summary>The addresses that sets hold one by one.</summary>
    public IEnumerable<IpAddr> Singles => _singles.Keys.Concat(_ports.Keys);

    /// <summary>Where the prefixes that hold an address change, from the first address of the family.</summary>
    public IEnumerable<IpAddr> Boundaries => _starts;

    public Membership Find(IpAddr address)
    {
        var place = Array.BinarySearch(_starts, address);
        var networks = _networks[place >= 0 ? place : ~place - 1];
        return _table.Of(
            _singles.TryGetValue(address, out var singles) ? networks.Concat(singles) : networks,
            _ports.GetValueOrDefault(address) ?? []);
    }

    private static (IpAddr[] Starts, int[][] Networks) Sweep(
        SortedDictionary<IpAddr, (List<int> Begins, List<int> Ends)> events, IpFamily family)
    {
        var starts = new List<IpAddr> { IpAddr.Of(family, 0) };
        var networks = new List<int[]> { Array.Empty<int>() };
        var active = new SortedSet<int>();
        foreach (var (address, (begins, ends)) in events)
        {
            active.ExceptWith(ends);
            active.UnionWith(begins);
            if (address == starts[^1])
            {
                networks[^1] = [.. active];
                continue;
            }

            starts.Add(address);
            networks.Add([.. active]);
        }

        return ([.. starts], [.. networks]);
    }

    private static bool IsBelowTop(IpAddr address) => address.Add(1).Value != 0;

    private static void Add<T>(Dictionary<IpAddr, List<T>> lists, IpAddr address, T item)
    {
        if (!lists.TryGetValue(address, out var list)) lists[address] = list = [];
        list.Add(item);
    }
}
