namespace Margay.Bgp.Wire;

/// <summary>Goes through the segments of an AS path.</summary>
public ref struct AsPathEnumerator
{
    private ReadOnlySpan<uint> _rest;
    private int _count;

    internal AsPathEnumerator(ReadOnlySpan<uint> words)
    {
        _rest = words;
        _count = -1;
    }

    /// <summary>A segment.</summary>
    public readonly Segment Current => new((SegmentKind)(_rest[0] >> 8), _rest.Slice(1, _count));

    /// <summary>Goes on to the next segment; false after the last.</summary>
    public bool MoveNext()
    {
        _rest = _rest[(_count + 1)..];
        if (_rest.IsEmpty) return false;
        _count = (byte)_rest[0];
        return true;
    }

    /// <summary>A segment, as long as its path is there.</summary>
    public readonly ref struct Segment
    {
        internal Segment(SegmentKind kind, ReadOnlySpan<uint> numbers)
        {
            Kind = kind;
            Numbers = numbers;
        }

        /// <summary>Its kind.</summary>
        public SegmentKind Kind { get; }

        /// <summary>Its numbers: 1 to 255.</summary>
        public ReadOnlySpan<uint> Numbers { get; }

        /// <summary>Both.</summary>
        public void Deconstruct(out SegmentKind kind, out ReadOnlySpan<uint> numbers)
        {
            kind = Kind;
            numbers = Numbers;
        }
    }
}
