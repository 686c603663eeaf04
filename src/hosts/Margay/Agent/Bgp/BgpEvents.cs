using System.Globalization;
using Margay.Bgp.Speaker;
using Margay.Host.Agent.Events;

namespace Margay.Host.Agent.Bgp;

/// <summary>
/// What happens to sessions, as events of the node. Sessions that a BGPPeer names have their own; those of the mesh share one of each reason,
/// unless each is wanted: a cluster whose nodes all restart would write the square of them otherwise.
/// </summary>
/// <param name="eachMeshPeer">Whether peers of the mesh have their own too.</param>
/// <param name="tell">Takes an event; called from any thread, and not to wait.</param>
internal sealed class BgpEvents(bool eachMeshPeer, Action<NodeEvent> tell)
{
    private const string Mesh = "mesh";
    private const string Speaker = "speaker";

    private readonly Lock _gate = new();   // guards which sessions are whose
    private IReadOnlyDictionary<string, string> _planned = new Dictionary<string, string>();
    private IReadOnlyDictionary<string, string> _leaving = new Dictionary<string, string>();
    private volatile int _meshPeers;

    /// <summary>Whether a session is one of the mesh.</summary>
    public bool IsOfMesh(string session) => BgpPeerOf(session) is null;

    /// <summary>Takes which sessions there are to be, and tells of those that are held back and were not before.</summary>
    public void Follow(SpeakerPlan plan, IReadOnlyList<string> heldBackBefore)
    {
        lock (_gate)
        {
            // A session that is not to be any more has yet to end, and ends under its name.
            _leaving = _leaving.Concat(_planned).Where(one => !plan.BgpPeers.ContainsKey(one.Key)).DistinctBy(one => one.Key).ToDictionary();
            _planned = plan.BgpPeers;
        }

        _meshPeers = plan.Config.Peers.Count - plan.BgpPeers.Count;
        foreach (var problem in plan.Problems.Except(heldBackBefore)) tell(new NodeEvent("BGPSessionHeldBack", OwnerOf(problem), problem, IsWarning: true));
    }

    /// <summary>The speaker has these sessions now, and has told the end of others.</summary>
    public void Keep(IReadOnlySet<string> sessions)
    {
        lock (_gate) _leaving = _leaving.Where(one => sessions.Contains(one.Key)).ToDictionary();
    }

    /// <summary>Tells of addresses at which the speaker cannot listen.</summary>
    public void ListenChanged(IReadOnlyList<string> refusals, IReadOnlyList<string> before)
    {
        foreach (var refusal in refusals.Except(before)) tell(new NodeEvent("BGPNotListening", Speaker, refusal, IsWarning: true));
    }

    /// <summary>Tells of what is new about a peer.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="turn">What is new.</param>
    /// <param name="meshPeersUp">How many sessions of the mesh are established.</param>
    public void Changed(PeerStatus peer, PeerTurn turn, int meshPeersUp)
    {
        var mesh = IsOfMesh(peer.Name) ? string.Create(CultureInfo.InvariantCulture, $"; {meshPeersUp} of {_meshPeers} sessions of the mesh are up") : "";
        if (turn.HasFlag(PeerTurn.BfdDown)) Tell("BFDSessionDown", peer, $"{NameOf(peer)}: BFD is down, {peer.Bfd!.Diagnostic}", isWarning: true);
        if (turn.HasFlag(PeerTurn.Up)) Tell("BGPSessionUp", peer, $"{NameOf(peer)} is up{mesh}", isWarning: false);
        if (turn.HasFlag(PeerTurn.Missing)) Tell("BGPSessionNotUp", peer, $"{NameOf(peer)} is not up after {PeerStates.Patience.TotalSeconds:0} s: {peer.LastError ?? "nobody has connected"}{mesh}", isWarning: true);
        if (turn.HasFlag(PeerTurn.Down)) Tell("BGPSessionDown", peer, $"{NameOf(peer)} is down: {peer.LastError ?? "no reason given"}{mesh}", isWarning: true);
    }

    /// <summary>Tells of a peer that restarts, and of the end of it.</summary>
    public void Restarted(PeerStatus peer, PeerRestart restart)
    {
        switch (restart)
        {
            case PeerRestart.Begun begun:
                var stay = string.Create(CultureInfo.InvariantCulture, $"its routes ({begun.Paths}) stay, stale, for {begun.Patience.TotalSeconds:0} s unless it is back before");
                Tell("BGPGracefulRestartBegun", peer, $"{NameOf(peer)} may restart: {stay}", isWarning: false);
                break;
            case PeerRestart.Ended ended:
                var dropped = string.Create(CultureInfo.InvariantCulture, $"stale routes dropped: {ended.Dropped}");
                Tell("BGPGracefulRestartEnded", peer, $"{NameOf(peer)} is {(ended.HasReturned ? "back" : "not back")}; {dropped}", isWarning: !ended.HasReturned);
                break;
        }
    }

    private string? BgpPeerOf(string session)
    {
        lock (_gate) return _planned.GetValueOrDefault(session) ?? _leaving.GetValueOrDefault(session);
    }

    private static string OwnerOf(string problem) => problem.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var end ? problem[..end] : problem;

    private void Tell(string reason, PeerStatus peer, string message, bool isWarning) =>
        tell(new NodeEvent(reason, IsOfMesh(peer.Name) && !eachMeshPeer ? Mesh : peer.Name, message, isWarning));

    private string NameOf(PeerStatus peer)
    {
        var of = BgpPeerOf(peer.Name) is { } name ? $" of BGPPeer {name}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{peer.Name} (AS {peer.RemoteAs}){of}");
    }
}
