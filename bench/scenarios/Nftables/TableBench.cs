using Margay.Bench.Results;
using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Model.Intent;

namespace Margay.Bench.Nftables;

/// <summary>One shape in the kernel: Margay's driver and nft do the same in turns, and each undoes what it did.</summary>
internal sealed class TableBench : IDisposable
{
    private const ushort UsualPort = 80;
    private const ushort OtherPort = 81;

    private readonly NetnsHandle _netns = NetnsHandle.Create();
    private readonly TableShape _shape;
    private readonly PolicyDriver _driver;
    private readonly NftTool _nft;
    private readonly string _usualChain;
    private readonly string _otherChain;

    /// <summary>Writes the shape into a namespace of its own.</summary>
    public TableBench(TableShape shape)
    {
        _shape = shape;
        _nft = new NftTool(_netns);
        _driver = new PolicyDriver(_netns, new TableOptions());
        _driver.Update(shape.Whole());
        var policy = new PolicyTable(new TableOptions());
        policy.Update(shape.Whole());
        _usualChain = ChainText(policy);
        policy.Update(shape.Rule(OtherPort));
        _otherChain = ChainText(policy);
        Messages(_driver.Apply());
    }

    /// <summary>Reads the table back and finds nothing to do; beside it nft lists the same.</summary>
    public (double Ours, double Peer) Resync()
    {
        var ours = Milliseconds(() => Messages(_driver.Resync()) == 0 ? 0 : throw new BenchException("a resync of a table that is right wrote something"));
        return (ours, Milliseconds(_nft.List));
    }

    /// <summary>A member enters a set and leaves it again: the time of one of the two.</summary>
    public (double Ours, double Peer) Member()
    {
        var element = $"element inet {TableOptions.TableName} {TableShape.ChangingSet} {{ {TableShape.Stranger} }}\n";
        return (
            Milliseconds(() => Write(TableShape.Member(enters: true)) + Write(TableShape.Member(enters: false))) / 2,
            Milliseconds(() => _nft.Edit($"add {element}") + _nft.Edit($"delete {element}")) / 2);
    }

    /// <summary>A rule of a chain becomes another and is made what it was: the time of one of the two.</summary>
    public (double Ours, double Peer) Rule() => (
        Milliseconds(() => Write(_shape.Rule(OtherPort)) + Write(_shape.Rule(UsualPort))) / 2,
        Milliseconds(() => _nft.Edit(_otherChain) + _nft.Edit(_usualChain)) / 2);

    public void Dispose()
    {
        _driver.Dispose();
        _netns.Dispose();
    }

    private int Write(IntentDelta delta)
    {
        _driver.Update(delta);
        return Messages(_driver.Apply());
    }

    private static string ChainText(PolicyTable policy)
    {
        var chain = $"inet {TableOptions.TableName} {TableShape.ChangingChain}";
        var rules = policy.Table.Chains[TableShape.ChangingChain].Rules.Select(rule => $"add rule {chain} {rule}\n");
        return $"flush chain {chain}\n{string.Concat(rules)}";
    }

    private static int Messages(ApplyOutcome outcome) =>
        outcome.Succeeded && outcome.Closed.Count == 0 ? outcome.Messages : throw new BenchException($"the kernel refused: {outcome}");

    private static double Milliseconds(Func<int> work) => Measured.Seconds(work) * 1e3;
}
