using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Rules;

namespace Margay.Policy.Oracle.Policies;

/// <summary>A policy of one of Calico's four kinds.</summary>
/// <remarks>One with anything that cannot be read counts as absent; validation keeps such out of the store.</remarks>
internal sealed class CalicoForm : PolicyForm
{
    private readonly CalicoPolicySpec _spec;
    private readonly bool _isGlobal;
    private readonly Selector _selector;
    private readonly Scope _scope;
    private readonly Selector? _accounts;
    private readonly IReadOnlyList<RuleForm> _ingress;
    private readonly IReadOnlyList<RuleForm> _egress;

    private CalicoForm(
        PolicyId id,
        PolicyId enforcedId,
        CalicoPolicySpec spec,
        (Selector Labels, Scope Scope, Selector? Accounts) subject,
        ClusterIndex cluster)
        : base(id, enforcedId, string.IsNullOrEmpty(spec.Tier) ? TierOrder.Default : spec.Tier, spec.Order ?? double.PositiveInfinity)
    {
        _spec = spec;
        _isGlobal = id.Namespace.Length == 0;
        (_selector, _scope, _accounts) = subject;
        var rules = new CalicoRules(_isGlobal ? null : id.Namespace, cluster);
        _ingress = rules.Read(spec.Ingress, Direction.Ingress);
        _egress = rules.Read(spec.Egress, Direction.Egress);
    }

    /// <summary>The policy; null if it is treated as absent.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="kind">Its kind, one of the constants of <see cref="PolicyId"/>.</param>
    /// <param name="enforcedKind">The kind in whose place it stands.</param>
    /// <param name="cluster">The cluster.</param>
    public static PolicyForm? Read(
        Resource resource, CalicoPolicySpec? spec, string kind, string enforcedKind, ClusterIndex cluster)
    {
        var ns = enforcedKind == PolicyId.GlobalNetworkPolicy ? "" : ClusterState.NamespaceOf(resource);
        var id = new PolicyId(kind, ns, resource.Metadata.Name);
        var enforcedId = id with { Kind = enforcedKind };
        spec ??= new CalicoPolicySpec();
        if (kind != enforcedKind && spec.StagedAction == DeletedForm.Action) return new DeletedForm(id, enforcedId);
        var hasNamespaces = ns.Length == 0 && !string.IsNullOrWhiteSpace(spec.NamespaceSelector);
        if (!Selector.TryParse(hasNamespaces ? Namespaced(spec.Selector) : spec.Selector ?? "", out var labels, out _)) return null;
        if (!Selector.TryParse(spec.ServiceAccountSelector ?? "", out var accounts, out _)) return null;
        if ((ns.Length == 0 ? Scope.OfSubject(spec.NamespaceSelector) : new Scope.One(ns)) is not { } scope) return null;
        var subject = (labels, scope, string.IsNullOrWhiteSpace(spec.ServiceAccountSelector) ? null : accounts);
        var form = new CalicoForm(id, enforcedId, spec, subject, cluster);
        return form._ingress.Concat(form._egress).All(rule => rule.IsReadable) ? form : null;
    }

    /// <remarks>Beside a namespaceSelector, <c>all()</c> means all that is in a namespace.</remarks>
    private static string Namespaced(string? selector) =>
        (selector ?? "").Replace("all()", "has(projectcalico.org/namespace)", StringComparison.Ordinal);

    /// <summary>Whether the policy has a say at the hook: untracked and pre-DNAT ones have it there and nowhere else.</summary>
    private bool ActsAt(PolicyHook hook, bool isPod)
    {
        if (!_isGlobal) return isPod;
        var own = _spec switch
        {
            { DoNotTrack: true } => PolicyHook.Untracked,
            { PreDnat: true } => PolicyHook.PreDnat,
            _ => PolicyHook.Normal,
        };
        return hook == own ? !isPod || own == PolicyHook.Normal
            : hook == PolicyHook.Forward && own == PolicyHook.Normal && _spec.ApplyOnForward == true;
    }

    public override bool Judges(Holder endpoint, PolicyHook hook, Direction direction) =>
        ActsAt(hook, endpoint is Holder.Pod)
        && HasType(direction)
        && _scope.Test(endpoint) is null
        && _selector.Matches(endpoint.Labels)
        && (_accounts is null || Accounts.TestLabels(_accounts, endpoint) is null);

    public override IReadOnlyList<RuleForm> RulesOf(Direction direction) =>
        direction == Direction.Ingress ? _ingress : _egress;

    private bool HasType(Direction direction)
    {
        if (_spec.Types is { Count: > 0 } types) return types.Contains(direction.ToString());
        return direction == Direction.Egress ? _egress.Count > 0 : _ingress.Count > 0 || _egress.Count == 0;
    }
}
