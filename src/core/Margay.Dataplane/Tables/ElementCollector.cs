using System.Buffers.Binary;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Gathers a set's elements out of the messages of a dump. Hostile bytes never throw.</summary>
/// <param name="set">What the set is.</param>
public sealed class ElementCollector(NftSet set)
{
    private readonly HashSet<SetElement> _elements = [];
    private readonly List<(UInt128 Key, bool IsEnd)> _bounds = [];
    private bool _isUnreadable;

    /// <summary>Takes the elements of one NEWSETELEM payload.</summary>
    public void Add(ReadOnlySpan<byte> payload)
    {
        var reader = new ElementReader(payload);
        while (reader.TryReadNext(out var raw))
        {
            if (set.IsInterval && raw.Key.Length == set.Key.Length) _bounds.Add((ReadNumber(raw.Key), raw.IsEnd));
            else if (!set.IsInterval && SetElementCodec.TryRead(set, raw, out var element)) _elements.Add(element!);
            else _isUnreadable = true;
        }
    }

    /// <summary>The elements; null when the set holds something that no element of ours could have put there.</summary>
    public IReadOnlySet<SetElement>? Finish()
    {
        if (_isUnreadable || !TryPairBounds()) return null;
        return _elements;
    }

    /// <summary>
    /// Makes ranges of their two ends: every range runs from a first key to the next end, or to the highest key.
    /// </summary>
    /// <remarks>nft itself puts an end without a beginning at key 0; it bounds nothing.</remarks>
    private bool TryPairBounds()
    {
        _bounds.Sort(static (a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : b.IsEnd.CompareTo(a.IsEnd));
        UInt128? first = null;
        foreach (var (key, isEnd) in _bounds)
        {
            if (!isEnd && first is not null) return false;
            if (isEnd && first is { } begun) _elements.Add(Range(begun, key - 1));
            first = isEnd ? null : key;
        }

        if (first is { } open) _elements.Add(Range(open, UInt128.MaxValue >> (128 - (8 * set.Key.Length))));
        return true;
    }

    private SetElement Range(UInt128 first, UInt128 last)
    {
        var family = set.Key.Field(0) switch
        {
            NftDataType.Ipv4Address => IpFamily.V4,
            NftDataType.Ipv6Address => IpFamily.V6,
            _ => IpFamily.None,
        };
        return family == IpFamily.None
            ? new SetElement.Ports(new PortRange((ushort)first, (ushort)last))
            : new SetElement.AddressRange(IpAddr.Of(family, first), IpAddr.Of(family, last));
    }

    private static UInt128 ReadNumber(ReadOnlySpan<byte> key)
    {
        Span<byte> padded = stackalloc byte[16];
        padded.Clear();
        key.CopyTo(padded[(16 - key.Length)..]);
        return BinaryPrimitives.ReadUInt128BigEndian(padded);
    }
}
