using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>
/// Routers send what is for an announced service address to a node. Where no service takes it, the node's default route would send it back,
/// and so on until its hops are used up.
/// </summary>
/// <remarks>
/// A service's packets have another destination by now (DNAT in prerouting), or went to an address of the node itself (IPVS). A blackhole in the
/// routing table would not do: what the node itself sends to a service is routed before its destination is translated.
/// </remarks>
internal static class ServiceLoops
{
    /// <summary>The last rules of the forward hook, which neither established connections nor packets to workloads meet.</summary>
    internal static IEnumerable<NftRule> Render(NetworkIntent network, TableOptions options) =>
        options.ServiceLoops == ServiceLoopAction.Disabled
            ? []
            : PeerSets.Families.Where(family => network.Services.Any(range => range.Family == family)).Select(family => new NftRule(
                [new Match.AddressIn(AddressSide.Destination, family, NetworkSets.Services(family))],
                [new Statement.Counter()],
                new RuleEnd.Decide(options.ServiceLoops == ServiceLoopAction.Reject ? Verdict.Goto(VerdictRules.RejectChain) : Verdict.Drop),
                "no service takes it"));
}
