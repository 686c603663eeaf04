namespace Margay.Netlink.Nftables;

/// <summary>One element of a set as the kernel reports it.</summary>
/// <param name="key">The key's bytes.</param>
/// <param name="isEnd">Interval sets: the key is the one after a range's last, not a range's first.</param>
/// <param name="verdict">The verdict of a map's key; null when there is none that can be said.</param>
public readonly ref struct RawElement(ReadOnlySpan<byte> key, bool isEnd, Verdict? verdict)
{
    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>Interval sets: the key is the one after a range's last, not a range's first.</summary>
    public bool IsEnd { get; } = isEnd;

    /// <summary>The verdict of a map's key; null when there is none that can be said.</summary>
    public Verdict? Verdict { get; } = verdict;
}

/// <summary>Walks the elements of one NEWSETELEM payload. Hostile bytes end the walk; nothing throws.</summary>
public ref struct ElementReader
{
    private AttributeReader _elements;

    /// <summary>Begins with the first element.</summary>
    public ElementReader(ReadOnlySpan<byte> payload)
    {
        if (!NfHeader.TryRead(payload, out _, out var rest)) return;
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == Nfta.ElementsList) _elements = new AttributeReader(value);
        }
    }

    /// <summary>The next element; false at the end.</summary>
    public bool TryReadNext(out RawElement element)
    {
        while (_elements.TryReadNext(out var type, out var payload))
        {
            if (type != Nfta.ListElement) continue;
            element = ReadOne(payload);
            return true;
        }

        element = default;
        return false;
    }

    private static RawElement ReadOne(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> key = default;
        uint flags = 0;
        Verdict? verdict = null;
        var attributes = new AttributeReader(payload);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == Nfta.ElementKey) key = ReadKey(value);
            else if (type == Nfta.ElementFlags) flags = AttributeValue.U32Be(value);
            else if (type == Nfta.ElementData && VerdictCodec.TryRead(value, out var decided)) verdict = decided;
        }

        return new RawElement(key, (flags & NftValue.ElementIntervalEnd) != 0, verdict);
    }

    private static ReadOnlySpan<byte> ReadKey(ReadOnlySpan<byte> nest)
    {
        var attributes = new AttributeReader(nest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == Nfta.DataValue) return value;
        }

        return default;
    }
}
