namespace Margay.Netlink.Nftables;

/// <summary>A table as the kernel reports it.</summary>
/// <param name="Family">NFPROTO of the table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Flags">NFT_TABLE_F_*: dormant 1, owner 2, persist 4.</param>
public readonly record struct TableObject(byte Family, string Name, uint Flags)
{
    /// <summary>Decodes a NEWTABLE payload; false when it names no table. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out TableObject table)
    {
        table = default;
        if (!NfHeader.TryRead(payload, out var header, out var rest)) return false;
        var name = "";
        uint flags = 0;
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == Nfta.Table) name = AttributeValue.Text(value);
            else if (type == Nfta.TableFlags) flags = AttributeValue.U32Be(value);
        }

        table = new TableObject(header.Family, name, flags);
        return name.Length > 0;
    }
}

/// <summary>A chain as the kernel reports it, without its rules.</summary>
/// <param name="Table">The name of its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hook">Where a base chain sits; null for others.</param>
/// <param name="IsBound">Made by a rule and gone with it (NFT_CHAIN_BINDING).</param>
public readonly record struct ChainObject(string Table, string Name, ChainHook? Hook, bool IsBound)
{
    /// <summary>Decodes a NEWCHAIN payload; false when it names no chain. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out ChainObject chain)
    {
        chain = default;
        if (!NfHeader.TryRead(payload, out _, out var rest)) return false;
        string table = "", name = "", chainType = "";
        (NetfilterHook Hook, int Priority)? at = null;
        uint policy = 0, flags = 0;
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type)
            {
                case Nfta.Table: table = AttributeValue.Text(value); break;
                case Nfta.ChainName: name = AttributeValue.Text(value); break;
                case Nfta.ChainHook: at = ReadHook(value); break;
                case Nfta.ChainPolicy: policy = AttributeValue.U32Be(value); break;
                case Nfta.ChainType: chainType = AttributeValue.Text(value); break;
                case Nfta.ChainFlags: flags = AttributeValue.U32Be(value); break;
            }
        }

        ChainHook? hook = at is { } place
            ? new ChainHook(place.Hook, place.Priority, chainType, (VerdictCode)policy)
            : null;
        chain = new ChainObject(table, name, hook, (flags & NftValue.ChainBinding) != 0);
        return name.Length > 0;
    }

    private static (NetfilterHook Hook, int Priority) ReadHook(ReadOnlySpan<byte> nest)
    {
        uint hook = 0, priority = 0;
        var attributes = new AttributeReader(nest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == Nfta.HookNumber) hook = AttributeValue.U32Be(value);
            else if (type == Nfta.HookPriority) priority = AttributeValue.U32Be(value);
        }

        return ((NetfilterHook)hook, (int)priority);
    }
}

/// <summary>A rule as the kernel reports it.</summary>
/// <param name="Table">The name of its table.</param>
/// <param name="Chain">The name of its chain. Rules of a chain come in their order.</param>
/// <param name="Expressions">Its steps.</param>
/// <param name="Comment">Its comment; empty when it has none.</param>
public readonly record struct RuleObject(
    string Table, string Chain, IReadOnlyList<NftExpression> Expressions, string Comment)
{
    /// <summary>Decodes a NEWRULE payload; false when it names no chain. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out RuleObject rule)
    {
        rule = default;
        if (!NfHeader.TryRead(payload, out _, out var rest)) return false;
        string table = "", chain = "", comment = "";
        IReadOnlyList<NftExpression> expressions = [];
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type)
            {
                case Nfta.Table: table = AttributeValue.Text(value); break;
                case Nfta.RuleChain: chain = AttributeValue.Text(value); break;
                case Nfta.RuleExpressions: expressions = NftExpressionCodec.Read(value); break;
                case Nfta.RuleUserData: comment = RuleComment.Read(value); break;
            }
        }

        rule = new RuleObject(table, chain, expressions, comment);
        return chain.Length > 0;
    }
}

/// <summary>A set as the kernel reports it, without its elements.</summary>
/// <param name="Table">The name of its table.</param>
/// <param name="Set">What it is; with an empty key when it is of a kind that <see cref="NftSet"/> cannot say.</param>
/// <param name="IsAnonymous">Made by a rule and gone with it.</param>
public readonly record struct SetObject(string Table, NftSet Set, bool IsAnonymous)
{
    private const uint SayableFlags =
        NftValue.SetInterval | NftValue.SetMap | NftValue.SetConcat | NftValue.SetAnonymous | NftValue.SetConstant;

    /// <summary>Decodes a NEWSET payload; false when it names no set. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out SetObject set)
    {
        set = default;
        if (!NfHeader.TryRead(payload, out _, out var rest)) return false;
        string table = "", name = "";
        uint flags = 0, keyType = 0, keyLength = 0, dataType = 0;
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type)
            {
                case Nfta.Table: table = AttributeValue.Text(value); break;
                case Nfta.SetName: name = AttributeValue.Text(value); break;
                case Nfta.SetFlags: flags = AttributeValue.U32Be(value); break;
                case Nfta.SetKeyType: keyType = AttributeValue.U32Be(value); break;
                case Nfta.SetKeyLength: keyLength = AttributeValue.U32Be(value); break;
                case Nfta.SetDataType: dataType = AttributeValue.U32Be(value); break;
            }
        }

        var key = new SetKey(keyType);
        var isMap = (flags & NftValue.SetMap) != 0;
        var sayable = (flags & ~SayableFlags) == 0 && key.Length == keyLength
            && (!isMap || dataType == NftValue.DataTypeVerdict);
        var declared = new NftSet(name, sayable ? key : default, (flags & NftValue.SetInterval) != 0, isMap);
        set = new SetObject(table, declared, (flags & NftValue.SetAnonymous) != 0);
        return name.Length > 0;
    }
}
