namespace Margay.Netlink.Nftables;

/// <summary>The attributes of a nest, looked up by number; those that are missing read as zero or empty.</summary>
internal readonly ref struct AttributeFields(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    internal bool Has(ushort wanted)
    {
        var attributes = new AttributeReader(_data);
        while (attributes.TryReadNext(out var type, out _))
        {
            if (type == wanted) return true;
        }

        return false;
    }

    internal ReadOnlySpan<byte> Get(ushort wanted)
    {
        var attributes = new AttributeReader(_data);
        while (attributes.TryReadNext(out var type, out var payload))
        {
            if (type == wanted) return payload;
        }

        return default;
    }

    internal uint U32(ushort wanted) => AttributeValue.U32Be(Get(wanted));

    internal ushort U16(ushort wanted) => AttributeValue.U16Be(Get(wanted));

    internal ulong U64(ushort wanted) => AttributeValue.U64Be(Get(wanted));

    internal string Text(ushort wanted) => AttributeValue.Text(Get(wanted));

    internal bool TryRegister(ushort wanted, out NftRegister register) =>
        NftRegister.TryFromNumber(U32(wanted), out register);

    internal bool TryValue(ushort wanted, out RegisterValue value)
    {
        value = default;
        var attributes = new AttributeReader(Get(wanted));
        while (attributes.TryReadNext(out var type, out var payload))
        {
            if (type == Nfta.DataValue) return RegisterValue.TryCreate(payload, out value);
        }

        return false;
    }
}
