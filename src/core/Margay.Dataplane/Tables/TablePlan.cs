using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A chain or a set of the table.</summary>
public readonly record struct TableTarget(string Name, bool IsSet);

/// <summary>One step of a plan.</summary>
public abstract record TableOp
{
    private TableOp()
    {
    }

    /// <summary>Takes the table away with all that is in it.</summary>
    public sealed record DeleteTable : TableOp;

    /// <summary>Makes the table.</summary>
    public sealed record CreateTable : TableOp;

    /// <summary>Takes all rules of a chain away.</summary>
    public sealed record FlushChain(string Chain) : TableOp;

    /// <summary>Takes all elements of a set away.</summary>
    public sealed record FlushSet(string Set) : TableOp;

    /// <summary>Takes elements out of a set, in order.</summary>
    public sealed record RemoveElements(NftSet Set, IReadOnlyList<SetElement> Elements) : TableOp;

    /// <summary>Takes an empty chain away that nothing names.</summary>
    public sealed record DeleteChain(string Chain) : TableOp;

    /// <summary>Takes a set away that nothing names.</summary>
    public sealed record DeleteSet(string Set) : TableOp;

    /// <summary>Makes an empty set.</summary>
    public sealed record CreateSet(NftSet Set) : TableOp;

    /// <summary>Makes an empty chain.</summary>
    public sealed record CreateChain(string Chain, ChainHook? Hook) : TableOp;

    /// <summary>Adds elements to a set, in order.</summary>
    public sealed record AddElements(NftSet Set, IReadOnlyList<SetElement> Elements) : TableOp;

    /// <summary>Appends a rule to a chain.</summary>
    public sealed record AddRule(string Chain, int Index, NftRule Rule) : TableOp;

    /// <summary>The chain or set the step is about; null for the table itself.</summary>
    public TableTarget? Target => this switch
    {
        FlushChain op => new TableTarget(op.Chain, false),
        DeleteChain op => new TableTarget(op.Chain, false),
        CreateChain op => new TableTarget(op.Chain, false),
        AddRule op => new TableTarget(op.Chain, false),
        FlushSet op => new TableTarget(op.Set, true),
        DeleteSet op => new TableTarget(op.Set, true),
        CreateSet op => new TableTarget(op.Set.Name, true),
        RemoveElements op => new TableTarget(op.Set.Name, true),
        AddElements op => new TableTarget(op.Set.Name, true),
        _ => null,
    };

    /// <summary>The object the step is about, for a person.</summary>
    public string Subject => this switch
    {
        DeleteTable or CreateTable => "table",
        FlushChain op => $"chain {op.Chain}",
        FlushSet op => $"set {op.Set}",
        RemoveElements op => $"elements of set {op.Set.Name}",
        DeleteChain op => $"chain {op.Chain}",
        DeleteSet op => $"set {op.Set}",
        CreateSet op => $"set {op.Set.Name}",
        CreateChain op => $"chain {op.Chain}",
        AddElements op => $"elements of set {op.Set.Name}",
        AddRule op => $"rule {op.Index} of chain {op.Chain}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>An ordered edit of the table: applied in this order, no step names something that is not there.</summary>
/// <param name="Ops">The steps; none when everything is as it should be.</param>
/// <remarks>
/// The kernel applies a plan as one transaction: packets see the table before it or after it. So what goes is taken
/// away first (rules and elements, then the sets and maps, then the chains that those named), and what comes is made
/// after: sets and chains, then the elements and rules that name them. Nothing passes in between.
/// </remarks>
public sealed record TablePlan(IReadOnlyList<TableOp> Ops)
{
    /// <summary>Whether nothing is to be done.</summary>
    public bool IsEmpty => Ops.Count == 0;
}
