using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// The fixed part of the policy table: where packets of workloads are picked out and handed to their chains.
/// </summary>
/// <remarks>
/// An accept ends only the base chain it is in, so egress and ingress stand in two base chains of one hook: what the
/// sender's policy lets go still meets the receiver's. What the host itself sends to its pods (output) is not policed.
/// </remarks>
internal static class BaseChains
{
    /// <summary>Map from a workload's interface to the verdict on what comes from it.</summary>
    internal const string FromWorkload = "from-workload";

    /// <summary>Map from a workload's interface to the verdict on what goes to it.</summary>
    internal const string ToWorkload = "to-workload";

    // nft's names of priorities. Connection tracking is at -200.
    internal const int Raw = -300;
    internal const int Mangle = -150;
    internal const int Filter = 0;

    /// <summary>Workload interfaces with the source addresses each may use.</summary>
    internal static string WorkloadSources(IpFamily family) =>
        family == IpFamily.V4 ? "workload-sources-v4" : "workload-sources-v6";

    /// <summary>The chains, with the sets and maps that they look in.</summary>
    /// <param name="options">The node's layout.</param>
    /// <param name="moreSources">Prefixes, beside their addresses, that workloads' packets may come from.</param>
    /// <param name="network">The network around the workloads.</param>
    internal static TablePart Render(
        TableOptions options, IEnumerable<(string Interface, Cidr Prefix)> moreSources, NetworkIntent network)
    {
        var loops = ServiceLoops.Render(network, options).ToList();
        var services = NetworkSets.Render(network, loops.SelectMany(rule => rule.Matches).OfType<Match.AddressIn>().Select(match => match.Set).ToHashSet());
        var discovery = NeighborDiscovery(options);
        List<NftChain> chains =
        [
            Chain("source-check", NetfilterHook.Prerouting, Raw, SourceRules(options, moreSources)),
            Chain("forward-egress", NetfilterHook.Forward, Filter, Dispatch(options, InterfaceSide.In)),
            Chain("forward-ingress", NetfilterHook.Forward, Filter + 1, [.. Dispatch(options, InterfaceSide.Out), .. loops]),
            Chain("input-egress", NetfilterHook.Input, Filter, Dispatch(options, InterfaceSide.In, discovery)),
        ];
        if (options.EndpointToHostAction == EndpointToHostAction.Drop)
            chains.Add(Chain("input-host", NetfilterHook.Input, Filter + 1, ToHostRules(options)));
        if (options.DenyAction == DenyAction.Reject || (options.ServiceLoops == ServiceLoopAction.Reject && loops.Count > 0)) chains.Add(VerdictRules.Reject);
        NftSet[] sets =
        [
            NftSets.InterfaceVerdicts(FromWorkload),
            NftSets.InterfaceVerdicts(ToWorkload),
            NftSets.InterfaceAddresses(WorkloadSources(IpFamily.V4), IpFamily.V4),
            NftSets.InterfaceAddresses(WorkloadSources(IpFamily.V6), IpFamily.V6),
        ];
        var shared = sets.Concat(WorkloadPeerRules.Sets(options)).Select(set => new SharedSet(set, []));
        return new TablePart(chains, [.. services.Elements, .. WorkloadPeerRules.Elements(options)], [.. services.Sets, .. shared]);
    }

    /// <summary>
    /// Before connection tracking: a packet from a workload has one of the workload's addresses, or goes.
    /// </summary>
    private static IEnumerable<NftRule> SourceRules(
        TableOptions options, IEnumerable<(string Interface, Cidr Prefix)> moreSources)
    {
        yield return Accept(new Match.InterfacePrefix(InterfaceSide.In, options.InterfacePrefix, Negate: true));
        foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
            yield return Accept(new Match.InterfaceAndSourceIn(family, WorkloadSources(family)));
        foreach (var (name, prefix) in moreSources)
        {
            Match source = prefix.Length == 0
                ? new Match.OfFamily(prefix.Family)
                : new Match.AddressWithin(AddressSide.Source, prefix);
            yield return Accept(new Match.InterfaceNamed(InterfaceSide.In, name), source);
        }

        foreach (var prefix in new[] { Cidr.Parse("fe80::/10"), Cidr.Parse("::/128") })
        {
            foreach (var type in NeighborDiscoveryTypes)
                yield return Accept(new Match.AddressWithin(AddressSide.Source, prefix), type);
        }

        yield return CountedDrop([], "the source is not an address of the workload");
    }

    /// <summary>
    /// MLD and neighbour discovery as a host does them (RFC 2710, RFC 4861), without router advertisements.
    /// </summary>
    private static Match.IcmpTypes[] NeighborDiscoveryTypes { get; } =
        [new(IpFamily.V6, 130, 133), new(IpFamily.V6, 135, 136)];

    /// <summary>Without neighbour discovery no workload reaches its gateway, whatever its policy.</summary>
    private static IEnumerable<NftRule> NeighborDiscovery(TableOptions options) =>
        NeighborDiscoveryTypes.Select(type => Accept(Workload(options, InterfaceSide.In), type));

    /// <param name="options">The node's layout.</param>
    /// <param name="side">Whose half: what comes from a workload, or what goes to one.</param>
    /// <param name="always">Rules that no policy overrules.</param>
    private static IEnumerable<NftRule> Dispatch(
        TableOptions options, InterfaceSide side, params IEnumerable<NftRule> always)
    {
        if (options.CutsConnections) yield return CountedDrop([new Match.ConntrackMark(options.CutMark)], "policy no longer allows its connection");
        yield return EstablishedPasses;
        foreach (var rule in always) yield return rule;
        foreach (var rule in side == InterfaceSide.In ? TunnelChains.FromWorkloads(options) : []) yield return rule;
        if (options.DropInvalid)
            yield return CountedDrop([Workload(options, side), new Match.Conntrack(ConntrackStates.Invalid)], "");
        yield return new NftRule([], new RuleEnd.Dispatch(side, side == InterfaceSide.In ? FromWorkload : ToWorkload));
        yield return CountedDrop([Workload(options, side)], "no workload is known on this interface");
    }

    private static IEnumerable<NftRule> ToHostRules(TableOptions options) =>
    [
        EstablishedPasses,
        .. NeighborDiscovery(options),
        .. WorkloadPeerRules.Pass(options),
        CountedDrop([Workload(options, InterfaceSide.In)], "workloads do not reach their host"),
    ];

    internal static NftRule EstablishedPasses =>
        Accept(new Match.Conntrack(ConntrackStates.Established | ConntrackStates.Related));

    private static Match.InterfacePrefix Workload(TableOptions options, InterfaceSide side) =>
        new(side, options.InterfacePrefix);

    internal static NftChain Chain(string name, NetfilterHook hook, int priority, IEnumerable<NftRule> rules) =>
        new(name, ChainHook.Filter(hook, priority), [.. rules]);

    internal static NftRule Accept(params Match[] matches) => new(matches, new RuleEnd.Decide(Verdict.Accept));

    internal static NftRule CountedDrop(IReadOnlyList<Match> matches, string comment) =>
        new(matches, [new Statement.Counter()], new RuleEnd.Decide(Verdict.Drop), comment);
}
