using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A rule as the kernel holds it.</summary>
public sealed record ObservedRule(IReadOnlyList<NftExpression> Expressions, string Comment);

/// <summary>What is in the chains and sets of a table: asked for one at a time, so that no more is held at once.</summary>
public interface ITableContents
{
    /// <summary>The rules of a chain, in order.</summary>
    IReadOnlyList<ObservedRule> RulesOf(string chain);

    /// <summary>The elements of a set; null when they are not such as ours could be.</summary>
    IReadOnlySet<SetElement>? ElementsOf(NftSet set);
}

/// <summary>The table as the kernel holds it: ours by its name, with everything in it.</summary>
/// <param name="IsPlain">Whether no flag is set: a dormant table looks right and enforces nothing.</param>
/// <param name="Chains">Chains by name, without those that a rule made; null is no base chain.</param>
/// <param name="Sets">Sets by name, without those that a rule made.</param>
/// <param name="Contents">What is in them.</param>
public sealed record ObservedTable(
    bool IsPlain,
    IReadOnlyDictionary<string, ChainHook?> Chains,
    IReadOnlyDictionary<string, NftSet> Sets,
    ITableContents Contents);
