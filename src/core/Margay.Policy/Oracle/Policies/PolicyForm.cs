using Margay.Model.Intent;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Rules;

namespace Margay.Policy.Oracle.Policies;

/// <summary>A policy of whatever kind, read.</summary>
/// <param name="id">The policy.</param>
/// <param name="enforcedId">The policy in whose place it stands: itself, or for a staged one its enforced counterpart.</param>
/// <param name="tier">The tier it is in.</param>
/// <param name="order">Its place in the tier.</param>
internal abstract class PolicyForm(PolicyId id, PolicyId enforcedId, string tier, double order)
{
    public PolicyId Id => id;

    /// <summary>The policy in whose place it stands.</summary>
    public PolicyId EnforcedId => enforcedId;

    /// <summary>Whether it is only watched.</summary>
    public bool IsStaged => id != enforcedId;

    public string Tier => tier;

    public double Order => order;

    /// <summary>What decides between policies of one tier and order.</summary>
    public string TieBreak { get; } = $"{enforcedId.Name}/{enforcedId.Namespace}/{enforcedId.Kind}";

    /// <summary>Whether it judges the endpoint in the direction at the hook.</summary>
    public abstract bool Judges(Holder endpoint, PolicyHook hook, Direction direction);

    /// <summary>The rules of the direction, in order.</summary>
    public abstract IReadOnlyList<RuleForm> RulesOf(Direction direction);
}

/// <summary>A staged policy with the action Delete: it stands in its counterpart's place and judges nothing.</summary>
internal sealed class DeletedForm(PolicyId id, PolicyId enforcedId) : PolicyForm(id, enforcedId, "", 0)
{
    public const string Action = "Delete";

    public override bool Judges(Holder endpoint, PolicyHook hook, Direction direction) => false;

    public override IReadOnlyList<RuleForm> RulesOf(Direction direction) => [];
}
