namespace Margay.Netlink.Nftables;

/// <summary>A verdict as it stands in an immediate step or beside a map's key (NFTA_DATA_VERDICT).</summary>
internal static class VerdictCodec
{
    /// <summary>Appends the verdict as the attribute <paramref name="type"/>.</summary>
    internal static void Write(NetlinkWriter writer, ushort type, Verdict verdict)
    {
        var data = writer.BeginNest(type);
        var nest = writer.BeginNest(Nfta.DataVerdict);
        writer.PutU32Be(Nfta.VerdictCode, (uint)(int)verdict.Code);
        if (verdict.Chain is not null) writer.PutString(Nfta.VerdictChain, verdict.Chain);
        writer.EndNest(nest);
        writer.EndNest(data);
    }

    /// <summary>Reads the payload of such an attribute; false when it holds no verdict. Never throws.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> data, out Verdict verdict)
    {
        var outer = new AttributeReader(data);
        while (outer.TryReadNext(out var type, out var nest))
        {
            if (type == Nfta.DataVerdict) return TryReadNest(nest, out verdict);
        }

        verdict = default;
        return false;
    }

    private static bool TryReadNest(ReadOnlySpan<byte> nest, out Verdict verdict)
    {
        int? code = null;
        string? chain = null;
        var attributes = new AttributeReader(nest);
        while (attributes.TryReadNext(out var type, out var payload))
        {
            if (type == Nfta.VerdictCode && payload.Length == 4) code = (int)AttributeValue.U32Be(payload);
            else if (type == Nfta.VerdictChain) chain = AttributeValue.Text(payload);
        }

        verdict = default;
        return code is { } known && Verdict.TryCreate(known, chain, out verdict);
    }
}
