using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>
/// Destinations by prefix: a hash table whose entries are structs in long arrays. A million objects would be moved by the garbage
/// collector again and again while they come; these stay where they are, and it hardly sees them.
/// </summary>
/// <remarks>A destination is named by its place, which it keeps until it is removed. References to places end with the next addition.</remarks>
internal sealed class DestinationSlab
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;
    private const int FirstLength = 16;

    // So many buckets follow each other for IPv4 prefixes that do.
    private const int RunBits = 8;

    // Nobody outside can foresee which prefixes collide.
    private static readonly ulong Key = ((ulong)(uint)HashCode.Combine(1) << 32) | (uint)HashCode.Combine(2) | 1;

    private readonly List<Chunk> _chunks = [];

    /// <summary>The arrays of the chunks.</summary>
    private DestinationSlot[]?[] _slots = [];

    /// <summary>Chunks in which there is room, the next one last.</summary>
    private readonly Stack<Chunk> _roomy = [];

    /// <summary>The first place of each hash, counted from 1.</summary>
    private int[] _buckets = new int[FirstLength];

    /// <summary>How many destinations there are.</summary>
    public int Count { get; private set; }

    /// <summary>The destination at a place.</summary>
    public ref DestinationSlot this[int place] => ref _slots[place >> ChunkBits]![place & (ChunkLength - 1)];

    /// <summary>The place of a prefix, or -1.</summary>
    public int Find(Cidr prefix)
    {
        var place = _buckets[BucketOf(prefix)] - 1;
        while (place >= 0)
        {
            ref var slot = ref this[place];
            if (slot.Prefix == prefix) return place;
            place = slot.Next - 1;
        }

        return -1;
    }

    /// <summary>Adds a prefix that is not there.</summary>
    /// <returns>Its place.</returns>
    public int Add(Cidr prefix)
    {
        if (Count == _buckets.Length) Rehash(2 * Count);
        if (!_roomy.TryPeek(out var chunk))
        {
            if (_chunks.Count == _slots.Length) Array.Resize(ref _slots, Math.Max(1, 2 * _chunks.Count));
            _chunks.Add(chunk = new Chunk(_chunks.Count));
            _roomy.Push(chunk);
        }

        var place = chunk.Take(ref _slots[chunk.Number]);
        if (chunk.IsFull) _roomy.Pop();
        ref var bucket = ref _buckets[BucketOf(prefix)];
        this[place] = new DestinationSlot(prefix) { Next = bucket };
        bucket = place + 1;
        Count++;
        return place;
    }

    /// <summary>Frees a place.</summary>
    public void Remove(int place)
    {
        ref var link = ref _buckets[BucketOf(this[place].Prefix)];
        if (link == place + 1)
        {
            link = this[place].Next;
        }
        else
        {
            var before = link - 1;
            while (this[before].Next != place + 1) before = this[before].Next - 1;
            this[before].Next = this[place].Next;
        }

        var chunk = _chunks[place >> ChunkBits];
        if (chunk.IsFull) _roomy.Push(chunk);
        chunk.Free(place, ref _slots[chunk.Number]);
        Count--;
        if (_buckets.Length > FirstLength && Count < _buckets.Length / 8) Rehash(_buckets.Length / 4);
    }

    /// <summary>The places of all destinations; none may come or go meanwhile.</summary>
    public IEnumerable<int> Places()
    {
        foreach (var chunk in _chunks)
        {
            for (var place = chunk.First; place < chunk.First + chunk.Fresh; place++)
            {
                if (!this[place].Prefix.IsNone) yield return place;
            }
        }
    }

    private void Rehash(int buckets)
    {
        _buckets = new int[buckets];
        foreach (var place in Places())
        {
            ref var slot = ref this[place];
            ref var bucket = ref _buckets[BucketOf(slot.Prefix)];
            slot.Next = bucket;
            bucket = place + 1;
        }
    }

    /// <remarks>Peers mostly say IPv4 prefixes in order: those that follow each other are found beside each other, in the cache already.</remarks>
    private int BucketOf(Cidr prefix)
    {
        var mask = _buckets.Length - 1;
        if (prefix.Family != IpFamily.V4) return HashCode.Combine(prefix) & mask;
        var number = BitOperations.RotateLeft((uint)prefix.Network.Value, prefix.Length);
        var run = ((ulong)prefix.Length << 32) | (number >> RunBits);
        return ((int)((run * Key) >> 32) + (int)(number & ((1 << RunBits) - 1))) & mask;
    }

    /// <summary>Places that follow each other, as many as there are in one array, which is there while anything is in it.</summary>
    private sealed class Chunk(int number)
    {
        private int _free;
        private int _used;

        public int Number { get; } = number;

        public int First => Number << ChunkBits;

        /// <summary>So many places have ever been used since the array is there.</summary>
        public int Fresh { get; private set; }

        public bool IsFull => _used == ChunkLength;

        public int Take([NotNull] ref DestinationSlot[]? slots)
        {
            _used++;
            slots ??= [];
            if (_free > 0)
            {
                var place = First + _free - 1;
                _free = slots[_free - 1].Next;
                return place;
            }

            // Small tables are small: the first chunk grows. The others are there as a whole at once, and are never moved.
            if (Fresh == slots.Length) Array.Resize(ref slots, Number == 0 ? Math.Max(2 * Fresh, FirstLength) : ChunkLength);
            return First + Fresh++;
        }

        public void Free(int place, ref DestinationSlot[]? slots)
        {
            _used--;
            if (_used == 0)
            {
                (slots, Fresh, _free) = (null, 0, 0);
                return;
            }

            slots![place - First] = new DestinationSlot { Next = _free };
            _free = place - First + 1;
        }
    }
}
