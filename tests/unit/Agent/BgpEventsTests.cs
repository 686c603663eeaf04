using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Bgp.Speaker.Bfd;
using Margay.Host.Agent.Bgp;
using Margay.Host.Agent.Events;
using Margay.Primitives;

namespace Margay.Tests.Unit.Agent;

/// <summary>What of a session becomes an event of the node.</summary>
public sealed class BgpEventsTests
{
    private readonly List<NodeEvent> _told = [];
    private readonly PeerStates _states = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_session_of_a_BGPPeer_tells_for_itself()
    {
        var events = Events(eachMeshPeer: false);
        Change(events, Tor(SessionState.Connect));
        Assert.Empty(_told);
        Change(events, Tor(SessionState.Established));
        Change(events, Tor(SessionState.Established));
        Change(events, Tor(SessionState.Idle) with { LastError = "hold timer expired" });
        Change(events, Tor(SessionState.Active) with { LastError = "192.0.2.1 does not answer" });

        Assert.Equal(
            [
                new NodeEvent("BGPSessionUp", "Global_192_0_2_1", "Global_192_0_2_1 (AS 65001) of BGPPeer tor is up", IsWarning: false),
                new NodeEvent("BGPSessionDown", "Global_192_0_2_1", "Global_192_0_2_1 (AS 65001) of BGPPeer tor is down: hold timer expired", IsWarning: true),
            ],
            _told);
    }

    [Fact]
    public void Sessions_of_the_mesh_tell_as_one()
    {
        var events = Events(eachMeshPeer: false);
        foreach (var peer in (PeerStatus[])[Mesh(1), Mesh(2), Mesh(1) with { State = SessionState.Idle, LastError = "the connection was lost" }]) Change(events, peer);

        Assert.Equal(["BGPSessionUp mesh", "BGPSessionUp mesh", "BGPSessionDown mesh"], _told.Select(one => $"{one.Reason} {one.Subject}"));
        Assert.Equal("Mesh_10_0_0_2 (AS 64512) is up; 2 of 2 sessions of the mesh are up", _told[1].Message);
        Assert.Equal("Mesh_10_0_0_1 (AS 64512) is down: the connection was lost; 1 of 2 sessions of the mesh are up", _told[2].Message);
    }

    [Fact]
    public void Unless_each_is_wanted()
    {
        Change(Events(eachMeshPeer: true), Mesh(1));
        Assert.Equal("Mesh_10_0_0_1", Assert.Single(_told).Subject);
    }

    [Fact]
    public void BFD_that_goes_down_is_told()
    {
        var events = Events(eachMeshPeer: false);
        var up = Tor(SessionState.Established) with { Bfd = BfdUp };
        Change(events, up);
        Change(events, up with { Bfd = up.Bfd! with { State = BfdState.Down, Diagnostic = BfdDiagnostic.DetectionTimeExpired } });
        Change(events, up with { Bfd = null });

        var told = Assert.Single(_told, one => one.Reason == "BFDSessionDown");
        Assert.Equal("Global_192_0_2_1 (AS 65001) of BGPPeer tor: BFD is down, DetectionTimeExpired", told.Message);
    }

    [Fact]
    public void A_restart_is_told_at_its_beginning_and_its_end()
    {
        var events = Events(eachMeshPeer: false);
        events.Restarted(Tor(SessionState.Idle), new PeerRestart.Begun(12, TimeSpan.FromSeconds(120)));
        events.Restarted(Tor(SessionState.Established), new PeerRestart.Ended(2, HasReturned: true));
        events.Restarted(Tor(SessionState.Active), new PeerRestart.Ended(12, HasReturned: false));

        Assert.Equal(
            [
                "Global_192_0_2_1 (AS 65001) of BGPPeer tor may restart: its routes (12) stay, stale, for 120 s unless it is back before",
                "Global_192_0_2_1 (AS 65001) of BGPPeer tor is back; stale routes dropped: 2",
                "Global_192_0_2_1 (AS 65001) of BGPPeer tor is not back; stale routes dropped: 12",
            ],
            _told.Select(one => one.Message));
        Assert.Equal([false, false, true], _told.Select(one => one.IsWarning));
    }

    [Fact]
    public void What_is_held_back_is_told_once_under_the_name_of_whose_it_is()
    {
        const string Problem = "BGPPeer rack: password: there is no secret kube-system/bgp: make it; there is no session until then";
        var events = Events(eachMeshPeer: false);
        events.Follow(Plan([Problem]), heldBackBefore: []);
        events.Follow(Plan([Problem]), heldBackBefore: [Problem]);

        Assert.Equal([new NodeEvent("BGPSessionHeldBack", "BGPPeer rack", Problem, IsWarning: true)], _told);
    }

    [Fact]
    public void A_session_that_becomes_held_back_ends_under_its_name()
    {
        var events = Events(eachMeshPeer: false);
        Change(events, Tor(SessionState.Established));
        var heldBack = Plan([]) with { BgpPeers = new Dictionary<string, string>() };
        events.Follow(heldBack, heldBackBefore: []);
        events.Follow(heldBack, heldBackBefore: []);
        Change(events, Tor(SessionState.Idle) with { LastError = "cease: peer de-configured" });

        Assert.Equal(
            new NodeEvent("BGPSessionDown", "Global_192_0_2_1", "Global_192_0_2_1 (AS 65001) of BGPPeer tor is down: cease: peer de-configured", IsWarning: true), _told[^1]);
        events.Keep(new HashSet<string>());
        Assert.True(events.IsOfMesh("Global_192_0_2_1"));
    }

    [Fact]
    public void A_session_that_does_not_come_up_says_why_once_after_a_while()
    {
        var events = Events(eachMeshPeer: false);
        var peer = Tor(SessionState.Active) with { LastError = "192.0.2.1:179 does not answer" };
        Change(events, peer);
        _now += PeerStates.Patience - TimeSpan.FromTicks(1);
        Change(events, peer);
        Assert.Empty(_told);

        _now += TimeSpan.FromTicks(1);
        Change(events, peer);
        Change(events, peer with { State = SessionState.Connect });
        Assert.Equal(
            [new NodeEvent("BGPSessionNotUp", "Global_192_0_2_1", "Global_192_0_2_1 (AS 65001) of BGPPeer tor is not up after 60 s: 192.0.2.1:179 does not answer", IsWarning: true)], _told);

        Change(events, Tor(SessionState.Established) with { Since = _now });
        Change(events, peer with { Since = _now });
        _now += PeerStates.Patience;
        Change(events, peer with { Since = _now - PeerStates.Patience });
        Assert.Equal(["BGPSessionNotUp", "BGPSessionUp", "BGPSessionDown", "BGPSessionNotUp"], _told.Select(one => one.Reason));
    }

    [Fact]
    public void Peers_that_are_forgotten_begin_anew()
    {
        _states.Take(Mesh(1), _now);
        _states.Keep(new HashSet<string>());
        Assert.Equal(0, _states.Established(_ => true));
        Assert.Equal(PeerTurn.Up, _states.Take(Mesh(1), _now));
    }

    private static BfdStatus BfdUp { get; } = new()
    {
        State = BfdState.Up,
        RemoteState = BfdState.Up,
        Diagnostic = BfdDiagnostic.None,
        Since = DateTimeOffset.UnixEpoch,
        RemoteIsIndependent = false,
        TransmitInterval = TimeSpan.FromSeconds(1),
        DetectionTime = TimeSpan.FromSeconds(3),
        Failures = 0,
        Discarded = 0,
        LastDiscard = BfdDiscard.None,
    };

    private BgpEvents Events(bool eachMeshPeer)
    {
        var events = new BgpEvents(eachMeshPeer, _told.Add);
        events.Follow(Plan([]), heldBackBefore: []);
        return events;
    }

    private void Change(BgpEvents events, PeerStatus peer) => events.Changed(peer, _states.Take(peer, _now), _states.Established(events.IsOfMesh));

    private static SpeakerPlan Plan(IReadOnlyList<string> problems) => new(new SpeakerConfig { Peers = [Config("Global_192_0_2_1"), Config("Mesh_10_0_0_1"), Config("Mesh_10_0_0_2")] }, default, problems)
    {
        Remarks = [],
        Gateways = new Dictionary<IpAddr, IpAddr>(),
        Workloads = [],
        BgpPeers = new Dictionary<string, string> { ["Global_192_0_2_1"] = "tor" },
        HeldBack = [],
        Secrets = new HashSet<string>(),
        AwaitsSecrets = false,
    };

    private static PeerConfig Config(string name) => new()
    {
        Name = name,
        Address = default,
        Session = new SessionConfig
        {
            LocalAs = 64512,
            RemoteAs = 64512,
            LocalId = IpAddr.Parse("10.0.0.100"),
            Families = [],
        },
    };

    private static PeerStatus Tor(SessionState state) => Peer("Global_192_0_2_1", "192.0.2.1", 65001, state);

    private static PeerStatus Mesh(int number) => Peer($"Mesh_10_0_0_{number}", $"10.0.0.{number}", 64512, SessionState.Established);

    private static PeerStatus Peer(string name, string address, uint remoteAs, SessionState state) => new()
    {
        Name = name,
        Address = IpAddr.Parse(address),
        LocalAs = 64512,
        RemoteAs = remoteAs,
        State = state,
        Since = DateTimeOffset.UnixEpoch,
    };
}
