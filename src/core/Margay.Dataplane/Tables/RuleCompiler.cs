using System.Diagnostics;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>Rules as the steps the kernel runs.</summary>
/// <remarks>
/// The steps are those that nft makes of the same text (a family or protocol is tested once, before the first condition
/// that needs it), so that <c>nft list</c> shows a rule as it was meant.
/// </remarks>
public static class RuleCompiler
{
    /// <summary>The steps of a rule.</summary>
    public static IReadOnlyList<NftExpression> Compile(NftRule rule)
    {
        var steps = new RuleSteps();
        foreach (var match in rule.Matches) MatchCompiler.Add(steps, match);
        foreach (var statement in rule.Statements) Add(steps, statement);
        Add(steps, rule.End);
        return steps.All;
    }

    private static void Add(RuleSteps steps, RuleEnd end)
    {
        switch (end)
        {
            case RuleEnd.Decide decide:
                steps.Add(new NftExpression.Decide(decide.Verdict));
                break;
            case RuleEnd.Dispatch dispatch:
                steps.LoadInterface(dispatch.Side);
                steps.Add(new NftExpression.VerdictLookup(NftRegister.First, dispatch.Map));
                break;
            case RuleEnd.Reject reject:
                steps.Add(new NftExpression.Reject(reject.Answer));
                break;
            case RuleEnd.Queue queue:
                steps.Add(new NftExpression.Queue(queue.To.Number, queue.To.AsTarget));
                break;
            case RuleEnd.Masquerade masquerade:
                steps.Add(new NftExpression.Masquerade(steps.LoadPorts(masquerade.Ports, 0), FullyRandom: true));
                break;
            case RuleEnd.SourceNat nat:
                steps.LoadValue(nat.Address);
                steps.Add(new NftExpression.SourceNat(
                    nat.Address.Family, NftRegister.First, steps.LoadPorts(nat.Ports, RuleSteps.SlotsOfRegister), FullyRandom: true));
                break;
            case RuleEnd.Continue:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Add(RuleSteps steps, Statement statement)
    {
        switch (statement)
        {
            case Statement.Mark mark:
                steps.ChangeMark(mark.Bits, mark.Bits);
                break;
            case Statement.Unmark mark:
                steps.ChangeMark(mark.Bits, 0);
                break;
            default:
                steps.Add(StepOf(statement));
                break;
        }
    }

    private static NftExpression StepOf(Statement statement) => statement switch
    {
        Statement.Counter => new NftExpression.Counter(),
        Statement.Limit limit => new NftExpression.Limit(limit.Rate, (ulong)limit.Unit, limit.Burst),
        Statement.LogToGroup log => new NftExpression.LogToGroup(log.Group, log.Prefix),
        Statement.LogToKernel log => new NftExpression.LogToKernel(Statement.LogToKernel.Level, log.Prefix),
        Statement.NoTrack => new NftExpression.NoTrack(),
        _ => throw new UnreachableException(),
    };
}
