using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Bytes of AS paths (RFC 4271 §4.3) and what RFC 6793 does where a peer knows two octets only.</summary>
internal static class AsPathCodec
{
    public static bool TryDecode(ReadOnlySpan<byte> value, bool fourOctets, out AsPath path)
    {
        path = default;
        var words = new uint[CountWords(value, fourOctets)];
        var reader = new BgpReader(value);
        for (var at = 0; !reader.IsAtEnd;)
        {
            if (!reader.TryByte(out var kind) || kind is < 1 or > 4 || !reader.TryByte(out var count) || count == 0) return false;
            words[at++] = AsPath.HeadOf((SegmentKind)kind, count);
            for (var end = at + count; at < end; at++)
            {
                if (fourOctets)
                {
                    if (!reader.TryUInt32(out words[at])) return false;
                }
                else
                {
                    if (!reader.TryUInt16(out var narrow)) return false;
                    words[at] = narrow;
                }
            }
        }

        if (words.Length > 0) path = new AsPath(words);
        return true;
    }

    /// <summary>How many words a path takes, as its field says; nothing of it needs to be right.</summary>
    private static int CountWords(ReadOnlySpan<byte> value, bool fourOctets)
    {
        var words = 0;
        for (var start = 0; start < value.Length;)
        {
            var count = start + 1 < value.Length ? value[start + 1] : 0;
            words += 1 + count;
            start += 2 + (count * (fourOctets ? 4 : 2));
        }

        return words;
    }

    public static void Write(BgpWriter writer, AsPath path, bool fourOctets)
    {
        foreach (var (kind, numbers) in path)
        {
            writer.Byte((byte)kind);
            writer.Byte((byte)numbers.Length);
            foreach (var number in numbers)
            {
                if (fourOctets) writer.UInt32(number);
                else writer.UInt16(number > ushort.MaxValue ? OpenCodec.AsTrans : (ushort)number);
            }
        }
    }

    /// <summary>Whether a path has numbers that two octets cannot say, so that AS4_PATH must go with it.</summary>
    public static bool NeedsAs4(AsPath path)
    {
        foreach (var (_, numbers) in path)
        {
            if (numbers.IndexOfAnyExceptInRange(0u, ushort.MaxValue) >= 0) return true;
        }

        return false;
    }

    /// <summary>The path without its confederation segments, which AS4_PATH must not have (RFC 6793 §3).</summary>
    public static AsPath WithoutConfederations(AsPath path) =>
        new([.. path.Segments.Where(segment => segment.Kind is SegmentKind.Set or SegmentKind.Sequence)]);

    /// <summary>
    /// The path of four-octet numbers from AS_PATH and AS4_PATH (RFC 6793 §4.2.3): what two-octet speakers put before it,
    /// then AS4_PATH. An AS4_PATH longer than the path is not believed.
    /// </summary>
    public static AsPath Merge(AsPath path, AsPath four)
    {
        var missing = path.Length - four.Length;
        if (missing < 0) return path;
        var segments = new List<AsPathSegment>();
        foreach (var segment in path.Segments)
        {
            if (missing == 0) break;
            var taken = segment.Kind == SegmentKind.Sequence ? Math.Min(missing, segment.Numbers.Count) : segment.Numbers.Count;
            segments.Add(segment with { Numbers = ValueArray.Create(segment.Numbers.Span[..taken]) });
            missing -= segment.Kind switch { SegmentKind.Sequence => taken, SegmentKind.Set => 1, _ => 0 };
        }

        // Two sequences side by side are one.
        var added = four.Segments.Span;
        if (segments is [.., { Kind: SegmentKind.Sequence } last] && added is [{ Kind: SegmentKind.Sequence } first, ..]
            && last.Numbers.Count + first.Numbers.Count <= byte.MaxValue)
        {
            segments[^1] = last with { Numbers = [.. last.Numbers, .. first.Numbers] };
            added = added[1..];
        }

        segments.AddRange(added);
        return new AsPath([.. segments]);
    }
}
