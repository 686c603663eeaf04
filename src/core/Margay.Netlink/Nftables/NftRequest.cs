namespace Margay.Netlink.Nftables;

/// <summary>
/// Requests that read. Answers are decoded by <see cref="TableObject"/>, <see cref="ChainObject"/>,
/// <see cref="RuleObject"/>, <see cref="SetObject"/> and <see cref="ElementReader"/>.
/// </summary>
public static class NftRequest
{
    /// <summary>
    /// Every object of <paramref name="table"/> (inet) of one kind, as in <see cref="NftMessageType.GetRule"/>.
    /// </summary>
    /// <remarks>The kernel filters rules and sets by table, but sends chains of every table of the family.</remarks>
    public static void Dump(NetlinkWriter writer, ushort type, string table, uint sequence) =>
        Write(writer, type, NetlinkFlags.Dump, table, null, sequence);

    /// <summary>The elements of one set.</summary>
    public static void DumpElements(NetlinkWriter writer, string table, string set, uint sequence) =>
        Write(writer, NftMessageType.GetElements, NetlinkFlags.Dump, table, set, sequence);

    /// <summary>The table itself; ENOENT when there is none.</summary>
    public static void Table(NetlinkWriter writer, string table, uint sequence) =>
        Write(writer, NftMessageType.GetTable, 0, table, null, sequence);

    /// <summary>The ruleset's generation. Its answer also tells the asking socket its own port id.</summary>
    public static void Generation(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(NftMessageType.GetGeneration, NetlinkFlags.Request, sequence);
        default(NfHeader).Write(writer);
        writer.End();
    }

    private static void Write(NetlinkWriter writer, ushort type, ushort flags, string table, string? set, uint sequence)
    {
        writer.Begin(type, (ushort)(NetlinkFlags.Request | flags), sequence);
        new NfHeader(NfHeader.Inet, 0).Write(writer);
        if (type != NftMessageType.GetChain || flags == 0) writer.PutString(Nfta.Table, table);
        if (set is not null) writer.PutString(Nfta.ElementsSet, set);
        writer.End();
    }
}
