using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Where DNS answers to workloads wait until what they say is enforced.</summary>
/// <remarks>
/// After policy, in base chains of their own: of servers elsewhere as they are forwarded, of servers on the node as it sends them.
/// In both places the server has its own address still, whatever service it was called by.
/// </remarks>
internal static class AnswerChains
{
    /// <summary>Workload interfaces whose policy names destinations by domain name.</summary>
    private const string Learners = "learning-workloads";

    /// <summary>The set of all learners.</summary>
    internal static SharedSet LearnersSet { get; } = new(NftSets.Interfaces(Learners), []);

    /// <summary>The element of one.</summary>
    internal static (string Set, SetElement Element) Learner(string workloadInterface) =>
        (Learners, new SetElement.NamedInterface(workloadInterface));

    /// <summary>The chains, and the sets that they look in.</summary>
    internal static TablePart Render(AnswerQueue queue, IReadOnlyList<NameServer> servers) => new(
        [
            BaseChains.Chain("answers-forwarded", NetfilterHook.Forward, BaseChains.Filter + 2, Rules(queue)),
            BaseChains.Chain("answers-sent", NetfilterHook.Output, BaseChains.Filter + 2, Rules(queue)),
        ],
        [],
        [
            LearnersSet,
            .. PeerSets.Families.Select(family => new SharedSet(NftSets.Services(ServersOf(family), family), [.. Elements(servers, family)])),
        ]);

    private static string ServersOf(IpFamily family) => family == IpFamily.V4 ? "name-servers-v4" : "name-servers-v6";

    private static IEnumerable<NftRule> Rules(AnswerQueue queue) => PeerSets.Families.Select(family => new NftRule(
        [
            new Match.InterfaceIn(InterfaceSide.Out, Learners),
            new Match.Conntrack(ConntrackStates.Established),
            new Match.ServiceIn(AddressSide.Source, family, ServersOf(family)),
        ],
        new RuleEnd.Queue(queue)));

    private static IEnumerable<SetElement> Elements(IReadOnlyList<NameServer> servers, IpFamily family) =>
        from server in servers
        where server.Address.Family == family
        from protocol in new[] { IpProtocol.Tcp, IpProtocol.Udp }
        select new SetElement.Service(server.Address, protocol, server.Port);
}
