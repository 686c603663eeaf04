using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A rule as the kernel holds it.</summary>
public sealed record ObservedRule(IReadOnlyList<NftExpression> Expressions, string Comment);

/// <summary>A chain as the kernel holds it.</summary>
public sealed record ObservedChain(ChainHook? Hook, IReadOnlyList<ObservedRule> Rules);

/// <summary>A set as the kernel holds it; its elements are null when they are not such as ours could be.</summary>
public sealed record ObservedSet(NftSet Declaration, IReadOnlySet<SetElement>? Elements);

/// <summary>The table as the kernel holds it: ours by its name, with everything in it.</summary>
/// <param name="IsPlain">Whether no flag is set: a dormant table looks right and enforces nothing.</param>
/// <param name="Chains">Chains by name, without those that a rule made.</param>
/// <param name="Sets">Sets by name, without those that a rule made.</param>
public sealed record ObservedTable(
    bool IsPlain,
    IReadOnlyDictionary<string, ObservedChain> Chains,
    IReadOnlyDictionary<string, ObservedSet> Sets);
