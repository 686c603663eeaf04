using System.Text;
using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>The kinds of segment in an AS path (RFC 4271 §4.3, RFC 5065 §3).</summary>
public enum SegmentKind : byte
{
    /// <summary>Unordered: what was aggregated.</summary>
    Set = 1,

    /// <summary>Ordered, the latest AS first.</summary>
    Sequence = 2,

    /// <summary>Ordered, within a confederation.</summary>
    ConfederationSequence = 3,

    /// <summary>Unordered, within a confederation.</summary>
    ConfederationSet = 4,
}

/// <summary>One segment of an AS path: 1 to 255 numbers.</summary>
public readonly record struct AsPathSegment(SegmentKind Kind, ValueArray<uint> Numbers);

/// <summary>Through which autonomous systems a route came (RFC 4271 §5.1.2), each number of four octets.</summary>
/// <remarks><c>default</c> is the empty path of a route from one's own AS.</remarks>
public readonly record struct AsPath
{
    private const int MaxSegment = 255;

    // One array for all: of each segment its head, then its numbers.
    private readonly ValueArray<uint> _words;

    /// <summary>The path of these segments.</summary>
    public AsPath(params ReadOnlySpan<AsPathSegment> segments)
    {
        var words = new List<uint>();
        foreach (var (kind, numbers) in segments)
        {
            words.Add(HeadOf(kind, numbers.Count));
            words.AddRange(numbers.Span);
        }

        _words = ValueArray.Create<uint>([.. words]);
    }

    /// <param name="words">Of each segment its head, then its numbers; kept as it is.</param>
    internal AsPath(uint[] words) => _words = new ValueArray<uint>(words);

    /// <summary>A path of one sequence, or the empty path.</summary>
    public static AsPath Of(params ReadOnlySpan<uint> numbers) =>
        numbers.IsEmpty ? default : new AsPath(new AsPathSegment(SegmentKind.Sequence, ValueArray.Create(numbers)));

    /// <summary>Whether it has no segment.</summary>
    public bool IsEmpty => _words.IsEmpty;

    /// <summary>Its segments; each call makes them anew.</summary>
    public ValueArray<AsPathSegment> Segments
    {
        get
        {
            var segments = new List<AsPathSegment>();
            foreach (var (kind, numbers) in this) segments.Add(new AsPathSegment(kind, ValueArray.Create(numbers)));
            return ValueArray.Create<AsPathSegment>([.. segments]);
        }
    }

    /// <summary>Its length for the decision process: a set counts one, confederations nothing (RFC 4271 §9.1.2.2, RFC 5065 §5.3).</summary>
    public int Length
    {
        get
        {
            var length = 0;
            foreach (var (kind, numbers) in this) length += kind switch { SegmentKind.Set => 1, SegmentKind.Sequence => numbers.Length, _ => 0 };
            return length;
        }
    }

    /// <summary>The AS that sent the route: the first of a leading sequence; 0 if there is none.</summary>
    public uint First => Head is [var first, ..] ? first : 0;

    /// <summary>The AS where the route began: the last of a trailing sequence; 0 if there is none.</summary>
    public uint Origin
    {
        get
        {
            var origin = 0u;
            foreach (var (kind, numbers) in this) origin = kind == SegmentKind.Sequence ? numbers[^1] : 0;
            return origin;
        }
    }

    /// <summary>The numbers of a leading sequence.</summary>
    private ReadOnlySpan<uint> Head
    {
        get
        {
            foreach (var (kind, numbers) in this) return kind == SegmentKind.Sequence ? numbers : [];
            return [];
        }
    }

    /// <summary>How often a number stands in the path.</summary>
    public int Occurrences(uint number)
    {
        var count = 0;
        foreach (var (_, numbers) in this) count += numbers.Count(number);
        return count;
    }

    /// <summary>Whether the path starts with these numbers, in a sequence.</summary>
    public bool StartsWith(ReadOnlySpan<uint> numbers) => Head.StartsWith(numbers);

    /// <summary>The path with <paramref name="numbers"/> before it.</summary>
    public AsPath Prepend(params ReadOnlySpan<uint> numbers)
    {
        if (numbers.IsEmpty) return this;
        var head = Head;
        return head.IsEmpty || head.Length + numbers.Length > MaxSegment
            ? new AsPath([HeadOf(SegmentKind.Sequence, numbers.Length), .. numbers, .. _words.Span])
            : new AsPath([HeadOf(SegmentKind.Sequence, head.Length + numbers.Length), .. numbers, .. _words.Span[1..]]);
    }

    /// <summary>Goes through the segments without making anything.</summary>
    public AsPathEnumerator GetEnumerator() => new(_words.Span);

    /// <summary>As in <c>64512 64513 {64514 64515}</c>; confederations in parentheses.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (kind, numbers) in Segments)
        {
            if (text.Length > 0) text.Append(' ');
            var (open, close) = kind switch
            {
                SegmentKind.Set => ("{", "}"),
                SegmentKind.ConfederationSequence => ("(", ")"),
                SegmentKind.ConfederationSet => ("({", "})"),
                _ => ("", ""),
            };
            text.Append(open).AppendJoin(' ', numbers).Append(close);
        }

        return text.ToString();
    }

    /// <summary>The word before the numbers of a segment.</summary>
    internal static uint HeadOf(SegmentKind kind, int count) => ((uint)kind << 8) | (uint)count;
}
