using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Margay.Bgp.Wire;

namespace Margay.Bgp.Rib;

/// <summary>Writes runs of routes as messages: routes with the same attributes share them.</summary>
internal sealed class OutBatchWriter(UpdateFormat format)
{
    private readonly Dictionary<(PathAttributes Attributes, int Owner), List<Nlri>> _announced = new(Sameness.Instance);
    private readonly Dictionary<(int Owner, bool IsForOwner), List<Nlri>> _withdrawn = [];
    private readonly BgpWriter _writer = new(65536);

    public void Add(OutRoute route)
    {
        var nlri = new Nlri(route.Destination.Prefix, route.PathId);
        if (route.Attributes is { } attributes) Slot(_announced, (attributes, route.Owner.Number)).Add(nlri);
        else Slot(_withdrawn, (route.Owner.Number, false)).Add(nlri);
        if (route.OwnerHasOther) Slot(_withdrawn, (route.Owner.Number, true)).Add(nlri);
    }

    /// <summary>What was added, as messages.</summary>
    public IReadOnlyList<OutSegment> Take()
    {
        var segments = new List<OutSegment>();
        foreach (var owner in _announced.GroupBy(pair => pair.Key.Owner))
        {
            foreach (var ((attributes, _), routes) in owner)
            {
                // What cannot be said must not stand as it was said before.
                if (!UpdateEncoder.Announce(_writer, attributes, CollectionsMarshal.AsSpan(routes), format))
                    Slot(_withdrawn, (owner.Key, false)).AddRange(routes);
            }

            Close(segments, owner.Key, isForOwner: false);
        }

        foreach (var ((owner, isForOwner), routes) in _withdrawn)
        {
            UpdateEncoder.Withdraw(_writer, CollectionsMarshal.AsSpan(routes), format);
            Close(segments, owner, isForOwner);
        }

        _announced.Clear();
        _withdrawn.Clear();
        return segments;
    }

    private void Close(List<OutSegment> segments, int owner, bool isForOwner)
    {
        if (_writer.Length > 0) segments.Add(new OutSegment(_writer.Written.ToArray(), owner, isForOwner));
        _writer.Clear();
    }

    private static List<Nlri> Slot<TKey>(Dictionary<TKey, List<Nlri>> of, TKey key)
        where TKey : notnull
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(of, key, out _);
        return list ??= [];
    }

    /// <summary>Attributes are the same if they are one object: routes that came together have one.</summary>
    private sealed class Sameness : IEqualityComparer<(PathAttributes Attributes, int Owner)>
    {
        public static readonly Sameness Instance = new();

        public bool Equals((PathAttributes Attributes, int Owner) x, (PathAttributes Attributes, int Owner) y) =>
            ReferenceEquals(x.Attributes, y.Attributes) && x.Owner == y.Owner;

        public int GetHashCode((PathAttributes Attributes, int Owner) key) => RuntimeHelpers.GetHashCode(key.Attributes) ^ key.Owner;
    }
}
