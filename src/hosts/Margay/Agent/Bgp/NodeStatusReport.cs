using System.Globalization;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Host.Cli;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>What a CalicoNodeStatus says of this node's speaker, in Calico's words. One speaker answers for both of Calico's.</summary>
internal static class NodeStatusReport
{
    public static async Task<CalicoNodeStatusStatus> OfAsync(BgpNetworking bgp, IReadOnlyList<string> classes, DateTimeOffset now)
    {
        var peers = await bgp.Speaker.PeersAsync();
        return new CalicoNodeStatusStatus
        {
            LastUpdated = now,
            Agent = classes.Contains("Agent") ? Agent(bgp) : null,
            Bgp = classes.Contains("BGP") ? Sessions(peers) : null,
            Routes = classes.Contains("Routes") ? await RoutesAsync(bgp.Speaker, peers) : null,
        };
    }

    private static CalicoNodeAgentStatus Agent(BgpNetworking bgp)
    {
        var speaker = new BgpDaemonStatus
        {
            State = bgp.Plan is null || bgp.Refusals.Count > 0 ? "NotReady" : "Ready",
            Version = VersionCommand.Own,
            RouterId = (bgp.Plan?.RouterId ?? default).ToString(),
            LastBootTime = Text(bgp.Started),
            LastReconfigurationTime = Text(bgp.Configured),
        };
        return new CalicoNodeAgentStatus
        {
            BirdV4 = speaker,
            BirdV6 = speaker,
        };
    }

    private static CalicoNodeBgpStatus Sessions(IReadOnlyList<PeerStatus> peers)
    {
        var v4 = peers.Where(peer => peer.Address.IsV4).ToList();
        var v6 = peers.Where(peer => peer.Address.IsV6).ToList();
        return new CalicoNodeBgpStatus
        {
            NumberEstablishedV4 = v4.Count(IsEstablished),
            NumberNotEstablishedV4 = v4.Count(peer => !IsEstablished(peer)),
            NumberEstablishedV6 = v6.Count(IsEstablished),
            NumberNotEstablishedV6 = v6.Count(peer => !IsEstablished(peer)),
            PeersV4 = [.. v4.Select(Of)],
            PeersV6 = [.. v6.Select(Of)],
        };
    }

    private static bool IsEstablished(PeerStatus peer) => peer.State == SessionState.Established;

    private static CalicoNodePeer Of(PeerStatus peer) => new()
    {
        PeerIp = peer.Address.ToString(),
        Type = TypeOf(peer.Name),
        State = peer.State.ToString(),
        Since = Text(peer.Since),
    };

    private static string TypeOf(string peer) => peer.Split('_')[0] switch
    {
        "Mesh" => "NodeMesh",
        "Node" => "NodePeer",
        _ => "GlobalPeer",
    };

    private static async Task<CalicoNodeBgpRouteStatus> RoutesAsync(BgpSpeaker speaker, IReadOnlyList<PeerStatus> peers)
    {
        var addresses = peers.ToDictionary(peer => peer.Name, peer => peer.Address);
        return new CalicoNodeBgpRouteStatus
        {
            RoutesV4 = [.. (await speaker.RoutesAsync(IpFamily.V4)).SelectMany(route => Of(route, addresses))],
            RoutesV6 = [.. (await speaker.RoutesAsync(IpFamily.V6)).SelectMany(route => Of(route, addresses))],
        };
    }

    private static IEnumerable<CalicoNodeRoute> Of(RouteReport route, Dictionary<string, IpAddr> addresses)
    {
        foreach (var path in route.Paths)
        {
            yield return new CalicoNodeRoute
            {
                Type = path.Step == DecisionStep.Best ? "FIB" : "RIB",
                Destination = route.Prefix.ToString(),
                Gateway = path.Path.Attributes.NextHop.IsNone ? "N/A" : path.Path.Attributes.NextHop.ToString(),
                LearnedFrom = path.Peer is { } peer
                    ? new CalicoNodeRouteLearnedFrom
                    {
                        SourceType = TypeOf(peer) == "NodeMesh" ? "NodeMesh" : "BGPPeer",
                        PeerIp = addresses.GetValueOrDefault(peer).ToString(),
                    }
                    : new CalicoNodeRouteLearnedFrom { SourceType = "Static" },
            };
        }
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
