namespace Margay.Netlink.Nftables;

/// <summary>Attribute numbers of linux/netfilter/nf_tables.h, by the message or nest they stand in.</summary>
internal static class Nfta
{
    // NFTA_LIST_ELEM, NFTA_DATA_*, NFTA_VERDICT_*, NFTA_EXPR_*
    internal const ushort ListElement = 1;
    internal const ushort DataValue = 1;
    internal const ushort DataVerdict = 2;
    internal const ushort VerdictCode = 1;
    internal const ushort VerdictChain = 2;
    internal const ushort ExpressionName = 1;
    internal const ushort ExpressionData = 2;

    // The table's name is attribute 1 of every message.
    internal const ushort Table = 1;
    internal const ushort TableFlags = 2;

    internal const ushort ChainName = 3;
    internal const ushort ChainHook = 4;
    internal const ushort ChainPolicy = 5;
    internal const ushort ChainType = 7;
    internal const ushort ChainFlags = 10;
    internal const ushort HookNumber = 1;
    internal const ushort HookPriority = 2;

    internal const ushort RuleChain = 2;
    internal const ushort RuleExpressions = 4;
    internal const ushort RuleUserData = 7;

    internal const ushort SetName = 2;
    internal const ushort SetFlags = 3;
    internal const ushort SetKeyType = 4;
    internal const ushort SetKeyLength = 5;
    internal const ushort SetDataType = 6;
    internal const ushort SetId = 10;
    internal const ushort SetUserData = 13;

    internal const ushort ElementsSet = 2;
    internal const ushort ElementsList = 3;
    internal const ushort ElementKey = 1;
    internal const ushort ElementData = 2;
    internal const ushort ElementFlags = 3;

    internal const ushort GenerationId = 1;
    internal const ushort GenerationProcessId = 2;
    internal const ushort GenerationProcessName = 3;
}

/// <summary>Values of nf_tables.h that are no attribute numbers.</summary>
internal static class NftValue
{
    internal const uint VerdictRegister = 0;
    internal const uint DataTypeVerdict = 0xFFFF_FF00;

    internal const uint SetAnonymous = 0x1;
    internal const uint SetInterval = 0x4;
    internal const uint SetMap = 0x8;

    /// <summary>NFT_SET_CONSTANT and NFT_SET_CONCAT: they say nothing that the key does not.</summary>
    internal const uint SetConstant = 0x2;
    internal const uint SetConcat = 0x80;

    internal const uint ElementIntervalEnd = 0x1;
    internal const uint ChainBinding = 0x4;
}
