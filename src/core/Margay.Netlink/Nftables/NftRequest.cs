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

    /// <summary>The rules of one chain; none when there is no such chain.</summary>
    /// <remarks>
    /// The kernel finds the chain by a hash. A dump of all rules it continues, every 32 KiB, by counting from the
    /// first rule: that grows with the square of the rules.
    /// </remarks>
    public static void DumpRules(NetlinkWriter writer, string table, string chain, uint sequence) =>
        Write(writer, NftMessageType.GetRule, NetlinkFlags.Dump, table, chain, sequence);

    /// <summary>The elements of one set; ENOENT when there is no such set.</summary>
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

    private static void Write(
        NetlinkWriter writer, ushort type, ushort flags, string table, string? within, uint sequence)
    {
        writer.Begin(type, (ushort)(NetlinkFlags.Request | flags), sequence);
        new NfHeader(NfHeader.Inet, 0).Write(writer);
        if (type != NftMessageType.GetChain || flags == 0) writer.PutString(Nfta.Table, table);
        if (within is not null)
            writer.PutString(type == NftMessageType.GetRule ? Nfta.RuleChain : Nfta.ElementsSet, within);
        writer.End();
    }
}
