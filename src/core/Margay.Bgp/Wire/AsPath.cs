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
public readonly record struct AsPath(ValueArray<AsPathSegment> Segments)
{
    private const int MaxSegment = 255;

    /// <summary>A path of one sequence, or the empty path.</summary>
    public static AsPath Of(params ReadOnlySpan<uint> numbers) =>
        numbers.IsEmpty ? default : new AsPath([new AsPathSegment(SegmentKind.Sequence, ValueArray.Create(numbers))]);

    /// <summary>Its length for the decision process: a set counts one, confederations nothing (RFC 4271 §9.1.2.2, RFC 5065 §5.3).</summary>
    public int Length
    {
        get
        {
            var length = 0;
            foreach (var segment in Segments.Span)
            {
                length += segment.Kind switch { SegmentKind.Set => 1, SegmentKind.Sequence => segment.Numbers.Count, _ => 0 };
            }

            return length;
        }
    }

    /// <summary>The AS that sent the route: the first of a leading sequence; 0 if there is none.</summary>
    public uint First => Segments.Count > 0 && Segments[0].Kind == SegmentKind.Sequence ? Segments[0].Numbers[0] : 0;

    /// <summary>The AS where the route began: the last of a trailing sequence; 0 if there is none.</summary>
    public uint Origin => Segments.Count > 0 && Segments[^1].Kind == SegmentKind.Sequence ? Segments[^1].Numbers[^1] : 0;

    /// <summary>How often a number stands in the path.</summary>
    public int Occurrences(uint number)
    {
        var count = 0;
        foreach (var segment in Segments.Span) count += segment.Numbers.Span.Count(number);
        return count;
    }

    /// <summary>Whether the path starts with these numbers, in a sequence.</summary>
    public bool StartsWith(ReadOnlySpan<uint> numbers) => numbers.IsEmpty
        || (Segments.Count > 0 && Segments[0].Kind == SegmentKind.Sequence && Segments[0].Numbers.Span.StartsWith(numbers));

    /// <summary>The path with <paramref name="numbers"/> before it.</summary>
    public AsPath Prepend(params ReadOnlySpan<uint> numbers)
    {
        if (numbers.IsEmpty) return this;
        if (Segments.Count == 0) return Of(numbers);
        var head = Segments[0];
        return head.Kind == SegmentKind.Sequence && head.Numbers.Count + numbers.Length <= MaxSegment
            ? new AsPath([new AsPathSegment(SegmentKind.Sequence, [.. numbers, .. head.Numbers]), .. Segments.Span[1..]])
            : new AsPath([new AsPathSegment(SegmentKind.Sequence, ValueArray.Create(numbers)), .. Segments]);
    }

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
}
