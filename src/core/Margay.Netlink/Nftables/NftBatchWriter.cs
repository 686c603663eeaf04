namespace Margay.Netlink.Nftables;

/// <summary>
/// Writes one batch of changes to one inet table: the kernel applies all of it or nothing. Not thread-safe.
/// </summary>
/// <remarks>
/// Messages get consecutive sequence numbers, so a failure names its message. None asks for an acknowledgement: only
/// failures are answered.
/// </remarks>
public sealed class NftBatchWriter
{
    /// <summary>A list of elements is split before it reaches this, so that its 16-bit length holds.</summary>
    private const int ElementListLimit = 60_000;

    private static readonly SetKey InterfaceKey = SetKey.Of(NftDataType.InterfaceName);

    private readonly NetlinkWriter _writer;
    private readonly string _table;
    private ushort _elementMessage;
    private string _elementSet = "";
    private NestToken _elementList;

    /// <summary>Appends to <paramref name="writer"/>, beginning with the batch's own begin marker.</summary>
    public NftBatchWriter(NetlinkWriter writer, string table, uint firstSequence)
    {
        (_writer, _table, NextSequence) = (writer, table, firstSequence);
        Marker(NftMessageType.BatchBegin);
    }

    /// <summary>The sequence number of the next message.</summary>
    public uint NextSequence { get; private set; }

    /// <summary>Ends the batch.</summary>
    public void Complete() => Marker(NftMessageType.BatchEnd);

    /// <summary>The table, if it is not there.</summary>
    public void AddTable()
    {
        Begin(NftMessageType.NewTable, NetlinkFlags.Create);
        _writer.PutU32Be(Nfta.TableFlags, 0);
        _writer.End();
    }

    /// <summary>Takes the table away with all that is in it.</summary>
    public void DeleteTable()
    {
        Begin(NftMessageType.DeleteTable, 0);
        _writer.End();
    }

    /// <summary>A chain without rules; a base chain when it has a hook.</summary>
    public void AddChain(string chain, ChainHook? hook)
    {
        Begin(NftMessageType.NewChain, NetlinkFlags.Create);
        _writer.PutString(Nfta.ChainName, chain);
        if (hook is { } at)
        {
            var nest = _writer.BeginNest(Nfta.ChainHook);
            _writer.PutU32Be(Nfta.HookNumber, (uint)at.Hook);
            _writer.PutU32Be(Nfta.HookPriority, (uint)at.Priority);
            _writer.EndNest(nest);
            _writer.PutU32Be(Nfta.ChainPolicy, (uint)at.Policy);
            _writer.PutString(Nfta.ChainType, at.Type);
        }

        _writer.End();
    }

    /// <summary>Takes a chain away. No rule and no map may name it any more (EBUSY).</summary>
    public void DeleteChain(string chain)
    {
        Begin(NftMessageType.DeleteChain, 0);
        _writer.PutString(Nfta.ChainName, chain);
        _writer.End();
    }

    /// <summary>Takes all rules of a chain away.</summary>
    public void FlushChain(string chain)
    {
        Begin(NftMessageType.DeleteRule, 0);
        _writer.PutString(Nfta.RuleChain, chain);
        _writer.End();
    }

    /// <summary>Appends a rule to a chain. The sets and chains it names exist already.</summary>
    public void AddRule(string chain, IReadOnlyList<NftExpression> expressions, string comment)
    {
        Begin(NftMessageType.NewRule, NetlinkFlags.Create | NetlinkFlags.Append);
        _writer.PutString(Nfta.RuleChain, chain);
        NftExpressionCodec.Write(_writer, Nfta.RuleExpressions, expressions);
        if (comment.Length > 0) RuleComment.Write(_writer, Nfta.RuleUserData, comment);
        _writer.End();
    }

    /// <summary>A set without elements.</summary>
    public void AddSet(NftSet set)
    {
        var flags = (set.IsInterval ? NftValue.SetInterval : 0) | (set.IsVerdictMap ? NftValue.SetMap : 0);
        var id = NextSequence;      // any number that no other set of the batch has
        Begin(NftMessageType.NewSet, NetlinkFlags.Create);
        _writer.PutString(Nfta.SetName, set.Name);
        _writer.PutU32Be(Nfta.SetFlags, flags);
        _writer.PutU32Be(Nfta.SetKeyType, set.Key.TypeId);
        _writer.PutU32Be(Nfta.SetKeyLength, (uint)set.Key.Length);
        if (set.IsVerdictMap) _writer.PutU32Be(Nfta.SetDataType, NftValue.DataTypeVerdict);
        _writer.PutU32Be(Nfta.SetId, id);
        if (set.Key == InterfaceKey) _writer.Put(Nfta.SetUserData, HostOrderKey);
        _writer.End();
    }

    /// <summary>Takes a set away. No rule may name it any more (EBUSY).</summary>
    public void DeleteSet(string set)
    {
        Begin(NftMessageType.DeleteSet, 0);
        _writer.PutString(Nfta.SetName, set);
        _writer.End();
    }

    /// <summary>Takes all elements of a set away.</summary>
    public void FlushSet(string set)
    {
        Begin(NftMessageType.DeleteElements, 0);
        _writer.PutString(Nfta.ElementsSet, set);
        _writer.End();
    }

    /// <summary>Begins a list of elements to add (<paramref name="add"/>) or to take away.</summary>
    public void BeginElements(string set, bool add)
    {
        _elementMessage = add ? NftMessageType.NewElements : NftMessageType.DeleteElements;
        _elementSet = set;
        OpenElementList();
    }

    /// <summary>One key; for a verdict map with its verdict (which a removal leaves out).</summary>
    public void Element(ReadOnlySpan<byte> key, Verdict? verdict = null)
    {
        SplitElementList();
        WriteElement(key, verdict, 0);
    }

    /// <summary>
    /// One range of an interval set: its first key and the key after its last. An empty <paramref name="after"/> leaves
    /// the range open to the highest key; such a range comes last.
    /// </summary>
    /// <remarks>
    /// The kernel checks a range when it sees its two ends one after the other, so they share a message.
    /// </remarks>
    public void Range(ReadOnlySpan<byte> first, ReadOnlySpan<byte> after)
    {
        SplitElementList();
        WriteElement(first, null, 0);
        if (!after.IsEmpty) WriteElement(after, null, NftValue.ElementIntervalEnd);
    }

    /// <summary>Ends the list of elements.</summary>
    public void EndElements()
    {
        _writer.EndNest(_elementList);
        _writer.End();
    }

    /// <summary>
    /// NFTNL_UDATA_SET_KEYBYTEORDER (type 0) with BYTEORDER_HOST_ENDIAN: the kernel ignores it, but without it nft
    /// prints names of interfaces backwards.
    /// </summary>
    private static ReadOnlySpan<byte> HostOrderKey => [0, 4, 1, 0, 0, 0];

    private void SplitElementList()
    {
        if (_writer.Length - _elementList.Offset < ElementListLimit) return;
        EndElements();
        OpenElementList();
    }

    private void OpenElementList()
    {
        Begin(_elementMessage, _elementMessage == NftMessageType.NewElements ? NetlinkFlags.Create : (ushort)0);
        _writer.PutString(Nfta.ElementsSet, _elementSet);
        _elementList = _writer.BeginNest(Nfta.ElementsList);
    }

    private void WriteElement(ReadOnlySpan<byte> key, Verdict? verdict, uint flags)
    {
        var element = _writer.BeginNest(Nfta.ListElement);
        var nest = _writer.BeginNest(Nfta.ElementKey);
        _writer.Put(Nfta.DataValue, key);
        _writer.EndNest(nest);
        if (flags != 0) _writer.PutU32Be(Nfta.ElementFlags, flags);
        if (verdict is { } decided) VerdictCodec.Write(_writer, Nfta.ElementData, decided);
        _writer.EndNest(element);
    }

    private void Begin(ushort type, ushort flags)
    {
        _writer.Begin(type, (ushort)(NetlinkFlags.Request | flags), NextSequence++);
        new NfHeader(NfHeader.Inet, 0).Write(_writer);
        _writer.PutString(Nfta.Table, _table);
    }

    private void Marker(ushort type)
    {
        _writer.Begin(type, NetlinkFlags.Request, NextSequence++);
        new NfHeader(0, NftMessageType.SubsystemId).Write(_writer);
        _writer.End();
    }
}
