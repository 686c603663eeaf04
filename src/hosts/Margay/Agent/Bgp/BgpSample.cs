using System.Globalization;
using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>A peer with series of its own.</summary>
/// <param name="Status">How it is.</param>
/// <param name="Labels">Its name, address, AS, and the name of its BGPPeer.</param>
internal sealed record PeerSample(PeerStatus Status, string[] Labels);

/// <summary>What only grows.</summary>
/// <param name="Traffic">Messages.</param>
/// <param name="Flaps">Sessions that ended.</param>
internal readonly record struct PeerTotals(PeerTraffic Traffic, long Flaps)
{
    public static PeerTotals Of(PeerStatus peer) => new(peer.Traffic, peer.Flaps);

    public static PeerTotals operator +(PeerTotals left, PeerTotals right) => new(
        new PeerTraffic(
            left.Traffic.MessagesIn + right.Traffic.MessagesIn, left.Traffic.MessagesOut + right.Traffic.MessagesOut,
            left.Traffic.UpdatesIn + right.Traffic.UpdatesIn, left.Traffic.UpdatesOut + right.Traffic.UpdatesOut),
        left.Flaps + right.Flaps);

    /// <summary>Whether a peer with these totals may have the others later: if not, it has begun anew in between.</summary>
    public bool MayBecome(PeerTotals later) => Traffic.MessagesIn <= later.Traffic.MessagesIn && Traffic.MessagesOut <= later.Traffic.MessagesOut && Flaps <= later.Flaps;
}

/// <summary>The peers of the mesh together.</summary>
internal sealed record MeshSample
{
    public IReadOnlyDictionary<SessionState, int> States { get; init; } = new Dictionary<SessionState, int>();

    public PeerRoutes V4 { get; init; }

    public PeerRoutes V6 { get; init; }

    public int BfdUp { get; init; }

    /// <summary>What grows, that of peers which have gone included: it never shrinks.</summary>
    public PeerTotals Grown { get; init; }

    /// <summary>The part of it that peers brought which have gone.</summary>
    public PeerTotals Gone { get; init; }

    /// <summary>The part of each peer that is there.</summary>
    public IReadOnlyDictionary<string, PeerTotals> There { get; init; } = new Dictionary<string, PeerTotals>();

    public static MeshSample Of(IReadOnlyList<PeerStatus> peers, MeshSample before)
    {
        var there = peers.ToDictionary(peer => peer.Name, PeerTotals.Of);
        var gone = before.Gone;
        foreach (var (name, last) in before.There)
        {
            if (!there.TryGetValue(name, out var now) || !last.MayBecome(now)) gone += last;
        }

        return new MeshSample
        {
            States = BgpSample.Count(peers),
            V4 = Sum(peers.Select(peer => peer.V4)),
            V6 = Sum(peers.Select(peer => peer.V6)),
            BfdUp = peers.Count(peer => peer.Bfd?.State == BfdState.Up),
            Grown = there.Values.Aggregate(gone, static (sum, one) => sum + one),
            Gone = gone,
            There = there,
        };
    }

    private static PeerRoutes Sum(IEnumerable<PeerRoutes> routes) => routes.Aggregate(
        default(PeerRoutes), static (sum, one) => new PeerRoutes(sum.Received + one.Received, sum.Accepted + one.Accepted, sum.Advertised + one.Advertised));
}

/// <summary>How things stood with the speaker when it was last asked, as metrics have it.</summary>
internal sealed record BgpSample
{
    /// <summary>Before the first answer.</summary>
    public static BgpSample None { get; } = new();

    /// <summary>When that was; null if it never was.</summary>
    public DateTimeOffset? Time { get; init; }

    public IReadOnlyDictionary<SessionState, int> States { get; init; } = new Dictionary<SessionState, int>();

    /// <summary>The peers that have series of their own.</summary>
    public IReadOnlyList<PeerSample> Alone { get; init; } = [];

    /// <summary>The labels of sessions that are held back, as those of peers.</summary>
    public IReadOnlyList<string[]> HeldBack { get; init; } = [];

    public MeshSample Mesh { get; init; } = new();

    public RibCounts V4 { get; init; }

    public RibCounts V6 { get; init; }

    /// <param name="status">What the speaker says.</param>
    /// <param name="bgpPeers">The sessions that a BGPPeer names, and its name; the others are those of the mesh.</param>
    /// <param name="eachMeshPeer">Whether peers of the mesh have their own series too.</param>
    /// <param name="before">The sample before this one.</param>
    /// <param name="now">When the speaker said it.</param>
    public static BgpSample Of(
        SpeakerStatus status, IReadOnlyDictionary<string, string> bgpPeers, bool eachMeshPeer, BgpSample before, DateTimeOffset now) => new()
        {
            Time = now,
            States = Count(status.Peers),
            Alone =
            [
                .. from peer in status.Peers
                   let name = bgpPeers.GetValueOrDefault(peer.Name)
                   where eachMeshPeer || name is not null
                   select new PeerSample(peer, LabelsOf(peer.Name, peer.Address, peer.RemoteAs, name ?? "")),
            ],
            Mesh = MeshSample.Of([.. status.Peers.Where(peer => !bgpPeers.ContainsKey(peer.Name))], before.Mesh),
            V4 = status.V4,
            V6 = status.V6,
        };

    /// <summary>The labels of sessions that are held back, but for those that the speaker still has.</summary>
    public static IReadOnlyList<string[]> LabelsOf(IEnumerable<HeldBackSession> heldBack, SpeakerStatus status)
    {
        var there = status.Peers.Select(peer => peer.Name).ToHashSet();
        return [.. heldBack.Where(one => !there.Contains(one.Name)).Select(one => LabelsOf(one.Name, one.Address, one.RemoteAs, one.BgpPeer))];
    }

    private static string[] LabelsOf(string name, IpAddr address, uint remoteAs, string bgpPeer) =>
        [name, address.ToString(), remoteAs.ToString(CultureInfo.InvariantCulture), bgpPeer];

    public static IReadOnlyDictionary<SessionState, int> Count(IEnumerable<PeerStatus> peers) =>
        peers.CountBy(peer => peer.State).ToDictionary(one => one.Key, one => one.Value);
}
