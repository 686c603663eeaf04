using System.Net;
using Margay.Bgp.Speaker;
using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>What a node's speaker is to do, and what of the configuration cannot be done.</summary>
internal sealed record SpeakerPlan(SpeakerConfig Config, IpAddr RouterId, IReadOnlyList<string> Problems)
{
    /// <summary>The peers that are reached through a gateway, and the gateway of each.</summary>
    public required IReadOnlyDictionary<IpAddr, IpAddr> Gateways { get; init; }

    /// <summary>The peers that are workloads of this node.</summary>
    public required IReadOnlyList<WorkloadPeerIntent> Workloads { get; init; }

    /// <summary>The sessions that a BGPPeer names, and its name; the others are those of the mesh.</summary>
    public required IReadOnlyDictionary<string, string> BgpPeers { get; init; }

    /// <summary>The secrets that sessions need.</summary>
    public required IReadOnlySet<string> Secrets { get; init; }

    /// <summary>Whether one of them is not known yet.</summary>
    public required bool AwaitsSecrets { get; init; }

    public static SpeakerPlan Of(BgpFacts facts)
    {
        var problems = new List<string>();
        var passwords = new Passwords(facts.SecretNamespace, facts.Secrets);
        var expansion = new PeerExpansion(facts, passwords, problems);
        var peers = expansion.Peers();
        var config = new SpeakerConfig
        {
            Listen = [.. Listen(facts, expansion.Workloads)],
            Peers = peers,
            Routes = facts.Announced.Concat(facts.Services).Concat(facts.Moved).Distinct().ToDictionary(prefix => prefix, facts.AttributesOf),
        };
        return new SpeakerPlan(config, facts.Self.RouterId, problems)
        {
            Gateways = expansion.Gateways,
            Workloads = expansion.Workloads,
            BgpPeers = expansion.BgpPeers,
            Secrets = passwords.Asked,
            AwaitsSecrets = passwords.Asked.Any(name => !facts.Secrets.ContainsKey(name)),
        };
    }

    private static IEnumerable<IPEndPoint> Listen(BgpFacts facts, IEnumerable<WorkloadPeerIntent> workloads)
    {
        var port = facts.PortOf(facts.Self.Name);
        var mode = facts.ByNode.GetValueOrDefault(facts.Self.Name)?.BindMode ?? facts.Default?.BindMode;
        if (mode == "NodeIP")
        {
            foreach (var address in ((IpAddr[])[facts.Self.V4, facts.Self.V6]).Concat(workloads.Select(workload => workload.Node)).Distinct())
            {
                if (!address.IsNone) yield return new IPEndPoint(address.ToIPAddress(), port);
            }
        }
        else
        {
            yield return new IPEndPoint(IPAddress.Any, port);
            yield return new IPEndPoint(IPAddress.IPv6Any, port);
        }
    }
}
