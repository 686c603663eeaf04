using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A plan as the bytes of one batch, which the kernel applies as a whole or not at all.</summary>
public sealed class TableEncoder
{
    private readonly TablePlan _plan;
    private readonly uint[] _firstSequence;
    private readonly uint _endSequence;

    /// <summary>
    /// Appends the batch to <paramref name="writer"/>; its messages are numbered from <paramref name="sequence"/>.
    /// </summary>
    public TableEncoder(NetlinkWriter writer, string table, TablePlan plan, uint sequence)
    {
        _plan = plan;
        _firstSequence = new uint[plan.Ops.Count];
        var batch = new NftBatchWriter(writer, table, sequence);
        for (var i = 0; i < plan.Ops.Count; i++)
        {
            _firstSequence[i] = batch.NextSequence;
            Write(batch, plan.Ops[i]);
        }

        _endSequence = batch.NextSequence;
        batch.Complete();
    }

    /// <summary>How many messages the batch has, without the two that mark its ends.</summary>
    public int Messages => _firstSequence.Length == 0 ? 0 : (int)(_endSequence - _firstSequence[0]);

    /// <summary>The object that the message of this number is about; <c>batch</c> for the two marks.</summary>
    public string SubjectAt(uint sequence) => OpAt(sequence)?.Subject ?? "batch";

    /// <summary>The chain or set that the message of this number is about; null for the others.</summary>
    public TableTarget? TargetAt(uint sequence) => OpAt(sequence)?.Target;

    private TableOp? OpAt(uint sequence)
    {
        if (sequence >= _endSequence) return null;
        var index = Array.BinarySearch(_firstSequence, sequence);
        if (index < 0) index = ~index - 1;
        return index < 0 ? null : _plan.Ops[index];
    }

    private static void Write(NftBatchWriter batch, TableOp op)
    {
        switch (op)
        {
            case TableOp.DeleteTable: batch.DeleteTable(); break;
            case TableOp.CreateTable: batch.AddTable(); break;
            case TableOp.FlushChain flush: batch.FlushChain(flush.Chain); break;
            case TableOp.FlushSet flush: batch.FlushSet(flush.Set); break;
            case TableOp.RemoveElements change: WriteElements(batch, change.Set, change.Elements, add: false); break;
            case TableOp.DeleteChain delete: batch.DeleteChain(delete.Chain); break;
            case TableOp.DeleteSet delete: batch.DeleteSet(delete.Set); break;
            case TableOp.CreateSet create: batch.AddSet(create.Set); break;
            case TableOp.CreateChain create: batch.AddChain(create.Chain, create.Hook); break;
            case TableOp.AddElements change: WriteElements(batch, change.Set, change.Elements, add: true); break;
            case TableOp.AddRule add: batch.AddRule(add.Chain, RuleCompiler.Compile(add.Rule), add.Rule.Comment); break;
        }
    }

    private static void WriteElements(NftBatchWriter batch, NftSet set, IReadOnlyList<SetElement> elements, bool add)
    {
        batch.BeginElements(set.Name, add);
        foreach (var element in elements) SetElementCodec.Write(batch, element, add);
        batch.EndElements();
    }
}
