using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>
/// The node's host endpoints: base chains, maps and endpoints' chains for those hooks in which one of them refuses
/// something. Without host endpoints there is nothing, and no packet pays.
/// </summary>
/// <param name="passes">Whether a policy has a rule of the direction that passes.</param>
/// <param name="network">Whose tunnels pass.</param>
/// <param name="options">The node's layout.</param>
internal sealed class HostChains(Func<PolicyId, Direction, bool> passes, NetworkIntent network, TableOptions options)
{
    private const string AnyInterfaceChain = "any";

    /// <param name="hosts">The endpoints, in the order of their interfaces.</param>
    internal TablePart Render(IReadOnlyCollection<HostEndpointIntent> hosts)
    {
        if (hosts.Count == 0) return TablePart.Empty;
        var hooks = HostHook.All.Where(hook => hosts.Any(host => IntentOf(hook, host) is not null)).ToHashSet();
        List<TablePart> parts = [.. hooks.Select(hook => RenderHook(hook, hosts, hooks)), .. Failsafes(hooks)];
        return new TablePart(
            [.. parts.SelectMany(part => part.Chains)],
            [.. parts.SelectMany(part => part.Elements)],
            [.. parts.SelectMany(part => part.Sets)]);
    }

    private static DirectionIntent? IntentOf(HostHook hook, HostEndpointIntent host) =>
        hook.IsUntracked && IsAny(host) ? null : hook.IntentOf(host);

    private static bool IsAny(HostEndpointIntent host) => host.Interface == HostEndpointIntent.AnyInterface;

    private TablePart RenderHook(
        HostHook hook, IReadOnlyCollection<HostEndpointIntent> hosts, HashSet<HostHook> hooks)
    {
        var chains = new List<NftChain> { BaseChain(hook, hosts, hooks) };
        if (hook.IsUntracked) chains.Add(NoTrackChain(hook));
        var elements = new List<(string, SetElement)>();
        foreach (var host in hosts)
        {
            var intent = IntentOf(hook, host);
            if (intent is not null) chains.AddRange(EndpointChains(hook, host, intent));
            var verdict = intent is null ? Verdict.Accept : Verdict.Goto(ChainOf(hook, host));
            if (!IsAny(host)) elements.Add((hook.Name, new SetElement.InterfaceVerdict(host.Interface, verdict)));
        }

        return new TablePart(chains, elements, [new SharedSet(NftSets.InterfaceVerdicts(hook.Name), [])]);
    }

    private NftChain BaseChain(
        HostHook hook, IReadOnlyCollection<HostEndpointIntent> hosts, HashSet<HostHook> hooks)
    {
        var rules = new List<NftRule>();
        if (hook.SkippedAfter.Any(hooks.Contains)) rules.Add(BaseChains.Accept(new Match.Mark(options.AcceptMark)));
        else if (hook.IsEarly) rules.Add(ForgetAccept);
        if (!hook.IsUntracked) rules.Add(BaseChains.EstablishedPasses);
        if (hook.HasTunnels) rules.AddRange(TunnelChains.Pass(network, hook.Side, options));
        rules.Add(new NftRule([], new RuleEnd.Dispatch(hook.Side, hook.Name)));
        if (hosts.FirstOrDefault(IsAny) is { } any && IntentOf(hook, any) is not null)
        {
            IReadOnlyList<Match> others = hook.CoversWorkloads
                ? []
                : [new Match.InterfacePrefix(hook.Side, options.InterfacePrefix, Negate: true)];
            rules.Add(new NftRule(others, new RuleEnd.Decide(Verdict.Goto(ChainOf(hook, any)))));
        }

        return BaseChains.Chain(hook.Name, hook.At, hook.Priority, rules);
    }

    /// <summary>What untracked policy allowed is kept out of connection tracking.</summary>
    private NftChain NoTrackChain(HostHook hook) => BaseChains.Chain(
        hook.Direction == Direction.Ingress ? "host-notrack-in" : "host-notrack-out",
        hook.At,
        hook.Priority + 1,
        [new NftRule([new Match.Mark(options.AcceptMark)], [new Statement.NoTrack()], new RuleEnd.Continue())]);

    /// <remarks>
    /// An early hook marks a packet before its policies see it and takes the mark back when none of them decides: an
    /// allow ends the base chain at once, so policies' chains are the same for all hooks.
    /// </remarks>
    private IEnumerable<NftChain> EndpointChains(HostHook hook, HostEndpointIntent host, DirectionIntent intent)
    {
        var before = new List<NftRule>();
        if (!hook.IsEarly && options.DropInvalid)
            before.Add(BaseChains.CountedDrop([new Match.Conntrack(ConntrackStates.Invalid)], ""));
        if (hook.HasFailsafe)
        {
            var failsafe = hook.IsUntracked
                ? FailsafeChains.UntrackedNameOf(hook.Direction)
                : FailsafeChains.NameOf(hook.Direction);
            before.Add(new NftRule([], new RuleEnd.Decide(Verdict.Jump(failsafe))));
        }

        if (hook.IsEarly) before.Add(Mark(new Statement.Mark(options.AcceptMark)));
        var chains = DirectionChains.Of(ChainOf(hook, host), $"host endpoint {host.Name}", hook.Direction, intent) with
        {
            Before = before,
            After = hook.IsEarly ? [ForgetAccept] : [],
            HasTierDefaults = !hook.IsEarly,
        };
        return (hook.IsEarly ? chains with { End = ChainEnd.Continue } : chains).Render(passes, options);
    }

    private IEnumerable<TablePart> Failsafes(HashSet<HostHook> hooks) =>
        from direction in new[] { Direction.Ingress, Direction.Egress }
        let asking = hooks.Where(hook => hook.HasFailsafe && hook.Direction == direction).ToList()
        where asking.Count > 0
        select FailsafeChains.Render(direction, asking.Any(hook => hook.IsUntracked), options);

    /// <remarks>A slash is in no interface's name, and <c>any</c> without one is no interface's chain.</remarks>
    private static string ChainOf(HostHook hook, HostEndpointIntent host) => IsAny(host)
        ? $"{hook.Name}-{AnyInterfaceChain}"
        : NftName.Of($"{hook.Name}/", host.Interface);

    private NftRule ForgetAccept => Mark(new Statement.Unmark(options.AcceptMark));

    private static NftRule Mark(Statement mark) => new([], [mark], new RuleEnd.Continue());
}
