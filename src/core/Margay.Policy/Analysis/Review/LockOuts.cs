using Margay.Model.Intent;
using Margay.Policy.Oracle;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Review;

/// <summary>Host endpoints whose nodes nobody can manage any more: no failsafe port keeps SSH open, and policies close it.</summary>
internal static class LockOuts
{
    private const ushort Ssh = 22;

    /// <summary>RFC 5737 and RFC 3849: addresses of nobody.</summary>
    private static readonly IpAddr[] Strangers = [IpAddr.Parse("203.0.113.1"), IpAddr.Parse("2001:db8::1")];

    public static IEnumerable<Finding> Find(ClusterState cluster)
    {
        foreach (var host in cluster.Index.HostEndpoints)
        {
            var own = AddressesOf(cluster, host);
            var managers = cluster.Index.Nodes.Where(node => node.Metadata.Name != host.Spec?.Node).SelectMany(NodeReading.Addresses).Concat(Strangers);
            var asked = managers.SelectMany(from => own.Where(to => to.Family == from.Family).Select(to => Ask(cluster, host.Metadata.Name, from, to))).ToList();
            if (asked.Count == 0 || asked.Exists(decision => decision.Verdict != Verdict.Deny)) continue;
            var policy = asked[0].Why switch
            {
                Reason.ByRule rule => rule.Policy,
                Reason.EndOfTier end => end.Policies[0],
                _ => new PolicyId("HostEndpoint", "", host.Metadata.Name),
            };
            yield return new Finding(
                FindingKind.LocksOut, policy, null,
                $"nobody can open SSH to node {host.Spec?.Node}: host endpoint {host.Metadata.Name} is closed to every node and to the world",
                [asked[0].Why.ToString()!],
                $"allow TCP {Ssh} from where you manage nodes, or keep it among failsafeInboundHostPorts");
        }
    }

    private static List<IpAddr> AddressesOf(ClusterState cluster, Model.Resources.HostEndpoint host)
    {
        var expected = HostEndpointReading.ExpectedAddresses(host).ToList();
        return expected.Count > 0 ? expected : [.. NodeReading.Addresses(cluster.Index.FindNode(host.Spec?.Node))];
    }

    private static DirectionDecision Ask(ClusterState cluster, string host, IpAddr from, IpAddr to)
    {
        var packet = new PacketFacts(from, to, IpProtocol.Tcp) { SourcePort = 50000, DestinationPort = Ssh };
        DirectionDecision At(PolicyHook hook) => PolicyOracle.DecideAt(cluster, new PolicedEnd.HostEndpoint(host), hook, Direction.Ingress, packet)
            ?? new DirectionDecision(new PolicedEnd.HostEndpoint(host), hook, Direction.Ingress, Verdict.Undecided, new Reason.NoPolicySelects());
        foreach (var hook in new[] { PolicyHook.Untracked, PolicyHook.PreDnat })
        {
            if (At(hook) is { Verdict: not Verdict.Undecided } early) return early;
        }

        return At(PolicyHook.Normal);
    }
}
