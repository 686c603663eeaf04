using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Names;

/// <summary>A name whose addresses have changed; none means that it is no longer known.</summary>
public readonly record struct NameChange(DomainName Name, IReadOnlyList<IpAddr> Addresses);

/// <summary>An address that a name stands for, until a time.</summary>
public readonly record struct LearntAddress(DomainName Name, IpAddr Address, DateTimeOffset Until);

/// <summary>
/// What one node's pods were told for the names that its policies ask for. Each address that is new is a change with a number;
/// who was told of it must not hear it before that change is enforced. Not thread-safe.
/// </summary>
public sealed class LearntNames
{
    /// <summary>So many addresses one name may stand for at once; the one that ends first makes room.</summary>
    public const int MaxAddressesPerName = 1000;

    /// <summary>So many addresses all names together may stand for at once; beyond, nothing new is learnt.</summary>
    public const int MaxAddresses = 100_000;

    private readonly Dictionary<DomainName, Dictionary<IpAddr, Entry>> _names = [];
    private readonly HashSet<DomainName> _changed = [];
    private readonly HashSet<(DomainName Name, IpAddr Address)> _unsaved = [];
    private HashSet<DomainPattern> _wanted = [];
    private long _last;
    private DateTimeOffset _nextEnd = DateTimeOffset.MaxValue;

    /// <summary>How many addresses are known, those of several names once for each.</summary>
    public int Count { get; private set; }

    /// <summary>How many were not learnt because there were <see cref="MaxAddresses"/>.</summary>
    public long Refused { get; private set; }

    /// <summary>The first time at which an address may have to be forgotten.</summary>
    public DateTimeOffset NextEnd => _nextEnd;

    /// <summary>Asks for the names that these patterns mean, and forgets all others.</summary>
    public void Want(IReadOnlyCollection<DomainPattern> patterns)
    {
        if (_wanted.SetEquals(patterns)) return;
        _wanted = [.. patterns];
        foreach (var name in _names.Keys.Where(name => !IsWanted(name)).ToList()) Forget(name);
    }

    /// <summary>Believes an answer.</summary>
    /// <param name="answer">What it says; of names that nobody asks for nothing is kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How much longer than it says each address is believed.</param>
    /// <returns>The number of the change with which all of it is enforced; 0 if nothing of it is asked for.</returns>
    public long Learn(IReadOnlyList<NamedAddress> answer, DateTimeOffset now, TimeSpan grace)
    {
        long awaited = 0;
        foreach (var told in answer)
        {
            if (!IsWanted(told.Name)) continue;
            awaited = Math.Max(awaited, Learn(told.Name, told.Address, now + TimeSpan.FromSeconds(told.Seconds) + grace));
            if (_names.TryGetValue(told.Name, out var entries) && entries.TryGetValue(told.Address, out var entry)
                && entry.Until - entry.Saved > grace / 2)
                _unsaved.Add((told.Name, told.Address));
        }

        return awaited;
    }

    /// <summary>
    /// Takes back what was asked for, and enforced, before: who is told of it need not wait. What has had its time by now may no
    /// longer be enforced, and is left out.
    /// </summary>
    public void Restore(IReadOnlyCollection<DomainPattern> patterns, IEnumerable<LearntAddress> known, DateTimeOffset now)
    {
        Want(patterns);
        foreach (var one in known.Where(one => one.Until > now && IsWanted(one.Name)))
        {
            Learn(one.Name, one.Address, one.Until);
            if (_names.TryGetValue(one.Name, out var entries) && entries.TryGetValue(one.Address, out var entry))
                entries[one.Address] = entry with { Change = 0, Saved = entry.Until };
        }

        _unsaved.Clear();
    }

    /// <summary>The names whose addresses have changed since the last call, and the number of the last change.</summary>
    public (IReadOnlyList<NameChange> Changes, long Last) TakeChanges()
    {
        if (_changed.Count == 0) return ([], _last);
        NameChange[] changes =
        [
            .. _changed.Order().Select(name => new NameChange(name, _names.TryGetValue(name, out var entries) ? [.. entries.Keys.Order()] : [])),
        ];
        _changed.Clear();
        return (changes, _last);
    }

    /// <summary>Whether <see cref="TakeUnsaved"/> may have something to give.</summary>
    public bool HasUnsaved => _unsaved.Count > 0;

    /// <summary>
    /// What is new since the last call, or is believed so much longer that it is worth keeping, or (until 1970) has made room.
    /// </summary>
    /// <param name="enforced">The last change that is enforced: what is not yet is not yet to be kept.</param>
    public IReadOnlyList<LearntAddress> TakeUnsaved(long enforced)
    {
        var unsaved = new List<LearntAddress>(_unsaved.Count);
        var later = new List<(DomainName, IpAddr)>();
        foreach (var (name, address) in _unsaved)
        {
            if (!_names.TryGetValue(name, out var entries) || !entries.TryGetValue(address, out var entry))
            {
                unsaved.Add(new LearntAddress(name, address, DateTimeOffset.UnixEpoch));
                continue;
            }

            if (entry.Change > enforced)
            {
                later.Add((name, address));
                continue;
            }

            entries[address] = entry with { Saved = entry.Until };
            unsaved.Add(new LearntAddress(name, address, entry.Until));
        }

        _unsaved.Clear();
        _unsaved.UnionWith(later);
        return unsaved;
    }

    /// <summary>Everything that is asked for.</summary>
    public IReadOnlyCollection<DomainPattern> Wanted => _wanted;

    /// <summary>Everything that is known and, up to a change, enforced.</summary>
    public IEnumerable<LearntAddress> All(long enforced = long.MaxValue) =>
        from name in _names
        from entry in name.Value
        where entry.Value.Change <= enforced
        select new LearntAddress(name.Key, entry.Key, entry.Value.Until);

    /// <summary>Forgets addresses whose time has come, but for those in use, which get more of it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="inUse">The addresses to which connections are open; needed only from <see cref="NextEnd"/> on.</param>
    /// <param name="grace">How much more those in use get.</param>
    public void Expire(DateTimeOffset now, IReadOnlySet<IpAddr> inUse, TimeSpan grace)
    {
        if (now < _nextEnd) return;
        _nextEnd = DateTimeOffset.MaxValue;
        foreach (var (name, entries) in _names.ToList())
        {
            foreach (var (address, entry) in entries.Where(entry => entry.Value.Until <= now).ToList())
            {
                if (!inUse.Contains(address))
                {
                    Forget(name, entries, address);
                    continue;
                }

                entries[address] = entry with { Until = now + grace };
                _unsaved.Add((name, address));
            }

            foreach (var entry in entries.Values) EndsBy(entry.Until);
        }
    }

    private bool IsWanted(DomainName name)
    {
        if (_wanted.Count == 0) return false;
        foreach (var pattern in DomainPattern.Meaning(name))
        {
            if (_wanted.Contains(pattern)) return true;
        }

        return false;
    }

    private long Learn(DomainName name, IpAddr address, DateTimeOffset until)
    {
        ref var entries = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out _);
        entries ??= [];
        if (entries.TryGetValue(address, out var known))
        {
            if (until > known.Until) entries[address] = known with { Until = until };
            return known.Change;
        }

        if (Count >= MaxAddresses)
        {
            Refused++;
            if (entries.Count == 0) _names.Remove(name);
            return 0;
        }

        if (entries.Count >= MaxAddressesPerName) MakeRoom(name, entries);
        entries[address] = new Entry(until, ++_last);
        Count++;
        _changed.Add(name);
        EndsBy(until);
        return _last;
    }

    private void MakeRoom(DomainName name, Dictionary<IpAddr, Entry> entries)
    {
        var first = entries.MinBy(entry => entry.Value.Until).Key;
        Forget(name, entries, first);
        _unsaved.Add((name, first));
    }

    private void Forget(DomainName name)
    {
        Count -= _names[name].Count;
        _names.Remove(name);
        _changed.Add(name);
        _last++;
    }

    private void Forget(DomainName name, Dictionary<IpAddr, Entry> entries, IpAddr address)
    {
        entries.Remove(address);
        Count--;
        if (entries.Count == 0) _names.Remove(name);
        _changed.Add(name);
        _last++;
    }

    private void EndsBy(DateTimeOffset until)
    {
        if (until < _nextEnd) _nextEnd = until;
    }

    /// <param name="Until">How long it is believed.</param>
    /// <param name="Change">The change with which it is enforced.</param>
    /// <param name="Saved">How long it is believed as was last given to be kept.</param>
    private readonly record struct Entry(DateTimeOffset Until, long Change, DateTimeOffset Saved = default);
}
