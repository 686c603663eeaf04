using Margay.Model.Settings;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>Rules by which policy allows, denies and passes.</summary>
/// <param name="options">How verdicts are carried out and told.</param>
internal sealed class VerdictRules(TableOptions options)
{
    /// <summary>The chain that answers the packets it drops; only there when something rejects.</summary>
    internal const string RejectChain = "refuse";

    internal static NftChain Reject { get; } = new(RejectChain, null,
    [
        new NftRule([new Match.Protocol(Primitives.IpProtocol.Tcp)], new RuleEnd.Reject(RejectAnswer.TcpReset)),
        new NftRule([], new RuleEnd.Reject(RejectAnswer.AdminProhibited)),
    ]);

    /// <summary>What a rule does when it allows, denies or passes.</summary>
    internal NftRule Decide(VerdictPrefix verdict, IReadOnlyList<Match> matches, string comment)
    {
        List<Statement> statements = [new Statement.Counter()];
        if (options.LogVerdicts)
            statements.Add(new Statement.LogToGroup(VerdictPrefix.GroupOf(verdict.Direction), verdict.ToString()));
        if (verdict is { Action: VerdictAction.Pass, Owner: VerdictOwner.Policy })
            statements.Add(new Statement.Mark(options.PassMark));
        return new NftRule(matches, statements, EndOf(verdict), RuleComment.Clean(comment));
    }

    private RuleEnd EndOf(VerdictPrefix verdict) => verdict.Action switch
    {
        VerdictAction.Allow => new RuleEnd.Decide(Verdict.Accept),
        VerdictAction.Deny when options.DenyAction == DenyAction.Reject =>
            new RuleEnd.Decide(Verdict.Goto(RejectChain)),
        VerdictAction.Deny => new RuleEnd.Decide(Verdict.Drop),
        VerdictAction.Pass when verdict.Owner == VerdictOwner.Tier => new RuleEnd.Continue(),
        _ => new RuleEnd.Decide(Verdict.Return),
    };

    /// <summary>Whether the packet has just left the tier.</summary>
    internal Match HasPassed => new Match.Mark(options.PassMark);

    /// <summary>Forgets that it has.</summary>
    internal NftRule ForgetPass => new([], [new Statement.Unmark(options.PassMark)], new RuleEnd.Continue());
}
