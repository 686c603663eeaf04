using System.Net;
using Margay.Bgp.Speaker;
using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>What a node's speaker is to do, and what of the configuration cannot be done.</summary>
/// <param name="Config">What it is to do.</param>
/// <param name="RouterId">The node's BGP identifier.</param>
/// <param name="Problems">The sessions that are held back, and why.</param>
internal sealed record SpeakerPlan(SpeakerConfig Config, IpAddr RouterId, IReadOnlyList<string> Problems)
{
    /// <summary>So many routes of the node's own are offered to filters; a node with more is a router of another kind.</summary>
    public const int MaxHostRoutes = 10_000;

    /// <summary>What else of the configuration is of no effect, and why.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>The peers that are reached through a gateway, and the gateway of each.</summary>
    public required IReadOnlyDictionary<IpAddr, IpAddr> Gateways { get; init; }

    /// <summary>The peers that are workloads of this node.</summary>
    public required IReadOnlyList<WorkloadPeerIntent> Workloads { get; init; }

    /// <summary>The sessions that a BGPPeer names, and its name; the others are those of the mesh.</summary>
    public required IReadOnlyDictionary<string, string> BgpPeers { get; init; }

    /// <summary>The sessions of BGPPeers that are held back, as far as one can tell which they would be.</summary>
    public required IReadOnlyList<HeldBackSession> HeldBack { get; init; }

    /// <summary>The secrets that sessions need.</summary>
    public required IReadOnlySet<string> Secrets { get; init; }

    /// <summary>Whether one of them is not known yet.</summary>
    public required bool AwaitsSecrets { get; init; }

    public static SpeakerPlan Of(BgpFacts facts)
    {
        var problems = new List<string>();
        var remarks = facts.Self.Unreadable.Select(problem => $"Node {facts.Self.Name}: {problem}").ToList();
        var passwords = new Passwords(facts.SecretNamespace, facts.Secrets);
        var expansion = new PeerExpansion(facts, passwords, problems);
        var peers = expansion.Peers();
        var config = new SpeakerConfig
        {
            Listen = [.. Listen(facts, expansion.Workloads)],
            Peers = peers,
            Routes = facts.Announced.Concat(facts.Services).Concat(facts.Moved).Concat(HostRoutes(facts, peers, remarks)).Distinct().ToDictionary(prefix => prefix, facts.AttributesOf),
        };
        return new SpeakerPlan(config, facts.Self.RouterId, problems)
        {
            Remarks = remarks,
            Gateways = expansion.Gateways,
            Workloads = expansion.Workloads,
            BgpPeers = expansion.BgpPeers,
            HeldBack = expansion.HeldBack,
            Secrets = passwords.Asked,
            AwaitsSecrets = passwords.Asked.Any(name => !facts.Secrets.ContainsKey(name)),
        };
    }

    /// <summary>The node's own routes that a BGPFilter has some peer told of.</summary>
    private static IEnumerable<Cidr> HostRoutes(BgpFacts facts, IReadOnlyList<PeerConfig> peers, List<string> remarks)
    {
        if (facts.HostRoutes.Count > MaxHostRoutes)
        {
            remarks.Add($"BGPFilter: this node has {facts.HostRoutes.Count} routes that are not Margay's; more than {MaxHostRoutes} are not looked at, and none of them is told");
            return [];
        }

        var exports = peers.Select(peer => peer.Export).OfType<PeerExport>().Where(export => !export.Filters.IsEmpty).Distinct().ToList();
        return facts.TellableRoutes().Select(route => route.Prefix).Where(prefix => exports.Exists(export => export.IsAcceptedByFilter(prefix, facts.AttributesOf(prefix))));
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
