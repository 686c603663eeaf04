using System.Runtime.InteropServices;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>
/// The Adj-RIB-Out of all peers that are told the same of one family: routes in the order in which they changed last. Each peer
/// reads it at its own pace: a slow one misses what was overtaken meanwhile, holds nobody up, and takes no memory.
/// </summary>
internal sealed class OutGroup
{
    private const int MaxBatch = 2048;

    private readonly ExportMemo _memo;
    private readonly OutBatchWriter _writer;
    private readonly RibTable _table;
    private readonly List<OutReader> _readers = [];

    /// <summary>Routes that have something to be forgotten once all peers have read them as they were at this version.</summary>
    private readonly Queue<(OutRoute Route, long Version)> _unsettled = [];

    /// <summary>How many of the routes that are told each owner brought.</summary>
    private readonly Dictionary<int, int> _told = [];

    private int _toldCount;
    private OutRoute? _head;
    private OutRoute? _tail;
    private long _version;
    private OutBatch? _batch;
    private long _batchAt;

    public OutGroup(ExportConfig config, IpFamily family, RibTable table)
    {
        Config = config;
        Family = family;
        _memo = new ExportMemo(config, family);
        _writer = new OutBatchWriter(config.Format);
        _table = table;
        foreach (var destination in table.Destinations) Update(destination);
    }

    public ExportConfig Config { get; }

    public IpFamily Family { get; }

    public bool IsEmpty => _readers.Count == 0;

    /// <summary>How many routes a peer of the group is told: all but its own.</summary>
    public int CountFor(int owner) => _toldCount - _told.GetValueOrDefault(owner);

    public OutReader Join(int owner)
    {
        var reader = new OutReader(this, owner);
        _readers.Add(reader);
        Place(reader, _head);
        return reader;
    }

    public void Leave(OutReader reader)
    {
        Place(reader, null);
        _readers.Remove(reader);
        if (!IsEmpty)
        {
            Settle();
            return;
        }

        while (_head is { } route) Remove(route);
    }

    /// <summary>Tells a peer everything once more (RFC 2918).</summary>
    public void Restart(OutReader reader)
    {
        reader.Told = 0;
        Place(reader, _head);
    }

    /// <summary>Works out anew what is told of a destination.</summary>
    public void Update(Destination destination)
    {
        if (Config.TellsAllPaths(Family)) UpdateAll(destination);
        else if (destination.Best is { } best) Tell(destination, best, pathId: 0);
        else if (Find(destination, 0, this) is { } told) Set(told, null, told.Owner);
    }

    /// <summary>Whether the group is told of a path, and if not, why.</summary>
    /// <param name="prefix">The path's prefix.</param>
    /// <param name="path">The path.</param>
    /// <param name="attributes">What is told, or null.</param>
    /// <param name="by">The rule of export policy that decided, or null.</param>
    public Withheld Check(Cidr prefix, BgpPath path, out PathAttributes? attributes, out string? by)
    {
        (attributes, by) = (null, null);
        var withheld = RouteExport.Check(Config, path);
        if (withheld != Withheld.No) return withheld;
        var verdict = Config.Policy?.Judge(prefix, path.Attributes, path.Owner.Source) ?? new PolicyVerdict(path.Attributes);
        by = verdict.By;
        if (verdict.Attributes is not { } accepted) return Withheld.Policy;
        attributes = _memo.Attributes(path, accepted);
        return attributes is null ? Withheld.NoNextHop : Withheld.No;
    }

    /// <summary>What a peer is to be told next; null if it knows everything.</summary>
    public IReadOnlyList<OutSegment>? Take(OutReader reader)
    {
        if ((reader.Next ?? FirstAfter(reader.Told)) is not { } first) return null;
        if (_batch is not { } batch || batch.First != first.Version || _batchAt != _version)
        {
            _batch = batch = Write(first);
            _batchAt = _version;
        }

        reader.Told = batch.LastVersion;
        Place(reader, batch.Last.Next);
        if (reader.Next is null) Settle();
        return batch.Segments;
    }

    /// <summary>What peers of this group may have been told that another group does not tell.</summary>
    public IEnumerable<Nlri> ToldBeside(OutGroup other, int owner)
    {
        for (var route = _head; route is not null; route = route.Next)
        {
            if (Find(route.Destination, route.PathId, other) is not { Attributes: not null } told || told.Owner.Number == owner)
                yield return new Nlri(route.Destination.Prefix, route.PathId);
        }
    }

    private void UpdateAll(Destination destination)
    {
        foreach (var path in destination.Paths)
        {
            if (path.IsEligible) Tell(destination, path, _table.PathIdOf(path));
        }

        for (var told = destination.Slot.Told; told is not null; told = told.NextOfDestination)
        {
            if (told.Group == this && told.Attributes is not null && !HasPath(destination, told.PathId)) Set(told, null, told.Owner);
        }
    }

    private bool HasPath(Destination destination, uint pathId)
    {
        foreach (var path in destination.Paths)
        {
            if (path.IsEligible && _table.PathIdOf(path) == pathId) return true;
        }

        return false;
    }

    private void Tell(Destination destination, BgpPath path, uint pathId)
    {
        var told = Find(destination, pathId, this);
        Check(destination.Prefix, path, out var attributes, out _);
        if (attributes is null)
        {
            if (told is not null) Set(told, null, told.Owner);
            return;
        }

        if (told is null)
        {
            told = new OutRoute(this, destination, pathId) { NextOfDestination = destination.Slot.Told };
            destination.Slot.Told = told;
        }

        Set(told, attributes, path.Owner);
    }

    private void Set(OutRoute route, PathAttributes? attributes, PathOwner owner)
    {
        var isNew = route.Version == 0;
        if (!isNew && route.Owner.Number == owner.Number && Equals(route.Attributes, attributes)) return;
        if (route.Owner.Number != owner.Number) route.OwnerHasOther = !isNew && owner.Number != 0;
        if (route.Attributes is not null) Count(route.Owner, -1);
        if (attributes is not null) Count(owner, 1);
        (route.Attributes, route.Owner) = (attributes, owner);
        if (!isNew) Unlink(route);
        route.Version = ++_version;
        route.Previous = _tail;
        if (_tail is null) _head = route;
        else _tail.Next = route;
        _tail = route;
        if (attributes is null || route.OwnerHasOther) _unsettled.Enqueue((route, route.Version));
    }

    private void Count(PathOwner owner, int more)
    {
        _toldCount += more;
        CollectionsMarshal.GetValueRefOrAddDefault(_told, owner.Number, out _) += more;
    }

    private static OutRoute? Find(Destination destination, uint pathId, OutGroup group)
    {
        var told = destination.Slot.Told;
        while (told is not null && (told.Group != group || told.PathId != pathId)) told = told.NextOfDestination;
        return told;
    }

    private OutRoute? FirstAfter(long version)
    {
        if (_tail is null || _tail.Version <= version) return null;
        var route = _tail;
        while (route.Previous is { } previous && previous.Version > version) route = previous;
        return route;
    }

    private OutBatch Write(OutRoute first)
    {
        var last = first;
        _writer.Add(first);
        for (var count = 1; count < MaxBatch && last.Next is { } next; count++)
        {
            _writer.Add(next);
            last = next;
        }

        return new OutBatch(first.Version, last, last.Version, _writer.Take());
    }

    /// <summary>Forgets what every peer has heard.</summary>
    private void Settle()
    {
        if (_unsettled.Count == 0) return;
        var heard = _readers.Min(reader => reader.Told);
        while (_unsettled.TryPeek(out var oldest) && oldest.Version <= heard)
        {
            _unsettled.Dequeue();
            var (route, version) = oldest;
            if (route.Version != version) continue;
            if (route.Attributes is null) Remove(route);
            else route.OwnerHasOther = false;
        }
    }

    private void Remove(OutRoute route)
    {
        if (route.Attributes is not null) Count(route.Owner, -1);
        Unlink(route);
        _batch = null;
        var destination = route.Destination;
        if (destination.Slot.Told == route) destination.Slot.Told = route.NextOfDestination;
        else
        {
            var before = destination.Slot.Told!;
            while (before.NextOfDestination != route) before = before.NextOfDestination!;
            before.NextOfDestination = route.NextOfDestination;
        }

        _table.Drop(destination);
    }

    private void Unlink(OutRoute route)
    {
        if (route.Readers > 0)
        {
            foreach (var reader in _readers)
            {
                if (reader.Next == route) Place(reader, route.Next);
            }
        }

        if (route.Previous is null) _head = route.Next;
        else route.Previous.Next = route.Next;
        if (route.Next is null) _tail = route.Previous;
        else route.Next.Previous = route.Previous;
        (route.Previous, route.Next) = (null, null);
    }

    private static void Place(OutReader reader, OutRoute? at)
    {
        if (reader.Next is { } left) left.Readers--;
        reader.Next = at;
        if (at is not null) at.Readers++;
    }
}
