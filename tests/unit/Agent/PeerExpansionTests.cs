using Margay.Bgp.Bfd;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Host.Agent.Bgp;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Tests.Unit.Agent;

/// <summary>Which sessions a node has, and on what terms.</summary>
public sealed class PeerExpansionTests
{
    private static readonly BgpNode N1 = Node("n1", "172.30.0.11", "fd30::11");
    private static readonly BgpNode N2 = Node("n2", "172.30.0.12", "fd30::12");
    private static readonly BgpNode N3 = Node("n3", "172.30.0.9", "");
    private static readonly BgpFacts Facts = new()
    {
        Self = N1,
        Nodes = [N1, N2, N3],
    };

    [Fact]
    public void In_the_mesh_every_node_speaks_with_every_other_over_the_families_that_both_have()
    {
        var peers = Plan(Facts);

        Assert.Equal(["Mesh_172_30_0_12", "Mesh_172_30_0_9", "Mesh_fd30__12"], peers.Select(peer => peer.Name));
        Assert.All(peers, peer => Assert.Equal((64512u, 64512u, 120), (peer.Session.LocalAs, peer.Session.RemoteAs, peer.Session.RestartTime)));
        Assert.Equal(IpAddr.Parse("fd30::11"), peers[2].Source);
    }

    [Fact]
    public void One_side_of_the_mesh_waits_by_the_text_of_the_addresses()
    {
        Assert.Equal([true, true, true], Plan(Facts).Select(peer => peer.Session.Passive));
        Assert.All(Plan(Facts with { Self = N2 }).Where(peer => peer.Name.EndsWith("11", StringComparison.Ordinal)), peer => Assert.False(peer.Session.Passive));
    }

    [Fact]
    public void Numbers_and_ports_are_the_nodes_own_before_the_clusters()
    {
        var facts = Facts with
        {
            Default = new BgpConfigurationSpec
            {
                AsNumber = new AsNumber(64600),
                ListenPort = 1179,
            },
            ByNode = new Dictionary<string, BgpConfigurationSpec> { ["n2"] = new() { ListenPort = 2179 } },
            Nodes = [N1, N2 with { AsNumber = 64700 }],
        };
        var peer = Plan(facts)[0];
        Assert.Equal((64600u, 64700u, 2179), (peer.Session.LocalAs, peer.Session.RemoteAs, peer.Port));
    }

    [Fact]
    public void Sessions_know_the_BGPPeer_that_names_them()
    {
        var facts = Facts with { Peers = [Peer("near", spec => spec with { PeerSelector = "all()" }), Peer("tor", spec => spec with { PeerIp = "192.0.2.1", AsNumber = new AsNumber(65001) })] };
        var plan = SpeakerPlan.Of(facts with { Nodes = [N1, N2 with { V6 = default }] });

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Global_172_30_0_12"] = "near",
                ["Global_192_0_2_1"] = "tor",
            },
            plan.BgpPeers);
        Assert.Empty(SpeakerPlan.Of(Facts).BgpPeers);
    }

    [Fact]
    public void No_number_is_0_and_what_a_node_says_that_cannot_be_read_is_told()
    {
        var facts = Facts with
        {
            Self = BgpNode.Of(new Node
            {
                Metadata = new ObjectMeta
                {
                    Name = "n1",
                    Annotations = new Dictionary<string, string>
                    {
                        [NodeAnnotations.AsNumber] = "0",
                        [NodeAnnotations.ClusterId] = "1",
                        [NodeAnnotations.AddressV4] = "172.30.0.11/24",
                    },
                },
            }),
            Default = new BgpConfigurationSpec { AsNumber = new AsNumber(0) },
        };
        var plan = SpeakerPlan.Of(facts);
        Assert.All(plan.Config.Peers, peer => Assert.Equal(64512u, peer.Session.LocalAs));
        Assert.Equal(
            [
                "Node n1: metadata.annotations[projectcalico.org/ASNumber] is '0', which cannot be read and counts as absent: write a number from 1 to 4294967295, or two halves as in 1.10",
                "Node n1: metadata.annotations[projectcalico.org/RouteReflectorClusterID] is '1', which cannot be read and counts as absent: write an IPv4 address, such as 10.0.0.1",
            ],
            plan.Remarks);
    }

    [Fact]
    public void A_reflector_is_out_of_the_mesh_and_reflects_to_those_that_peer_with_it()
    {
        var reflector = N1 with { ClusterId = 0x0A000001 };
        var clients = Peer("clients", spec => spec with { NodeSelector = "role == 'reflector'", PeerSelector = "all()" });
        var facts = Facts with
        {
            Self = reflector with { Labels = Labels("role", "reflector") },
            Nodes = [reflector, N2],
            Peers = [clients],
        };

        var peers = Plan(facts);
        Assert.Equal(["Node_172_30_0_12", "Node_fd30__12"], peers.Select(peer => peer.Name));
        Assert.All(peers, peer => Assert.Equal((true, 0x0A000001u), (peer.IsClient, peer.ClusterId)));
        Assert.DoesNotContain(Plan(facts with { Self = N2, Peers = [] }), peer => peer.Address == N1.V4);
    }

    [Fact]
    public void Whoever_is_selected_peers_back_unless_that_is_manual()
    {
        var peer = Peer("spokes", spec => spec with { Node = "n2", PeerSelector = "hub == 'yes'" });
        var facts = Facts with
        {
            Self = N1 with { Labels = Labels("hub", "yes") },
            Default = new BgpConfigurationSpec { NodeToNodeMeshEnabled = false },
            Peers = [peer],
        };
        Assert.Equal(["Node_172_30_0_12", "Node_fd30__12"], Plan(facts).Select(one => one.Name));
        Assert.Empty(Plan(facts with { Peers = [peer with { Spec = peer.Spec! with { ReversePeering = "Manual" } }] }));
    }

    [Fact]
    public void A_peer_of_all_nodes_wins_over_one_of_some()
    {
        var facts = Facts with
        {
            Peers =
            [
                Peer("a", spec => spec with { Node = "n1", PeerIp = "10.0.0.1", AsNumber = new AsNumber(65002) }),
                Peer("b", spec => spec with { PeerIp = "10.0.0.1", AsNumber = new AsNumber(65001) }),
            ],
        };
        Assert.Equal(("Global_10_0_0_1", 65001u), Assert.Single(Plan(facts), one => one.Address == IpAddr.Parse("10.0.0.1")) is var peer ? (peer.Name, peer.Session.RemoteAs) : default);
    }

    [Fact]
    public void Terms_are_those_of_the_resource()
    {
        var facts = Facts with
        {
            Peers =
            [
                Peer("tor", spec => spec with
                {
                    PeerIp = "[fd00::1]:1790",
                    AsNumber = new AsNumber(65001),
                    LocalAsNumber = new AsNumber(64999),
                    NumAllowedLocalAsNumbers = 2,
                    TtlSecurity = 1,
                    NextHopMode = "Keep",
                    SourceAddress = "None",
                    KeepaliveTime = "7s",
                    MaxRestartTime = "45s",
                }),
            ],
        };
        var peer = Assert.Single(Plan(facts), one => one.Session.RemoteAs == 65001);
        Assert.Equal(("Global_fd00__1_port_1790", 1790, 64999u, 2), (peer.Name, peer.Port, peer.Session.LocalAs, peer.AllowedLocalAs));
        Assert.Equal(((byte?)1, NextHopMode.Keep, true), (peer.TtlSecurity, peer.NextHop, peer.Source.IsNone));
        Assert.Equal((TimeSpan.FromSeconds(7), 45), (peer.Session.KeepaliveTime, peer.Session.RestartTime));
    }

    [Theory]
    [InlineData(null, null, 65001u, NextHopMode.Auto)]
    [InlineData("Auto", null, 65001u, NextHopMode.Auto)]
    [InlineData("Self", null, 64512u, NextHopMode.Self)]
    [InlineData("Keep", null, 64512u, NextHopMode.Keep)]
    [InlineData(null, true, 65001u, NextHopMode.Keep)]
    [InlineData(null, true, 64512u, NextHopMode.Auto)]
    public void The_next_hop_is_what_the_resource_says(string? mode, bool? keeps, uint remoteAs, NextHopMode expected)
    {
        var peer = Peer("tor", spec => spec with
        {
            PeerIp = "10.0.0.1",
            AsNumber = new AsNumber(remoteAs),
            NextHopMode = mode,
            KeepOriginalNextHop = keeps,
        });
        Assert.Equal(expected, Plan(Facts with { Peers = [peer] }).Single(one => one.Name == "Global_10_0_0_1").NextHop);
    }

    [Fact]
    public void A_peer_behind_a_gateway_has_a_route_through_it_while_it_has_a_session()
    {
        var near = Peer("a", spec => spec with { PeerIp = "10.0.0.1:1790", AsNumber = new AsNumber(65001), ReachableBy = "172.30.0.1" });
        var six = Peer("b", spec => spec with { PeerIp = "fd00::1", AsNumber = new AsNumber(65001), ReachableBy = "fd30::1" });
        var refused = Peer("c", spec => spec with { PeerIp = "10.0.0.3", AsNumber = new AsNumber(65001), ReachableBy = "172.30.0.1", Filters = ["gone"] });
        var elsewhere = Peer("d", spec => spec with { Node = "n2", PeerIp = "10.0.0.4", AsNumber = new AsNumber(65001), ReachableBy = "172.30.0.1" });
        Assert.Equal(
            new Dictionary<IpAddr, IpAddr> { [IpAddr.Parse("10.0.0.1")] = IpAddr.Parse("172.30.0.1"), [IpAddr.Parse("fd00::1")] = IpAddr.Parse("fd30::1") },
            SpeakerPlan.Of(Facts with { Peers = [near, six, refused, elsewhere] }).Gateways);
    }

    [Fact]
    public void A_peer_whose_gateway_is_on_no_segment_waits_with_its_route_and_holds_nobody_up()
    {
        var away = Peer("away", spec => spec with { PeerIp = "10.0.0.1", AsNumber = new AsNumber(65001), ReachableBy = "192.0.2.1" });
        var near = Peer("near", spec => spec with { PeerIp = "10.0.0.2", AsNumber = new AsNumber(65001), ReachableBy = "172.30.0.1" });
        var facts = Facts with { Default = new BgpConfigurationSpec { NodeToNodeMeshEnabled = false }, Peers = [away, near] };
        Assert.Equal([IpAddr.Parse("192.0.2.1"), IpAddr.Parse("172.30.0.1")], facts.Gateways);

        var plan = SpeakerPlan.Of(facts with { OffSegment = new HashSet<IpAddr> { IpAddr.Parse("192.0.2.1") } });
        Assert.Equal(["Global_10_0_0_2"], plan.Config.Peers.Select(peer => peer.Name));
        Assert.Equal([IpAddr.Parse("10.0.0.2")], plan.Gateways.Keys);
        Assert.StartsWith("BGPPeer away: reachableBy 192.0.2.1 is on no segment of this node", Assert.Single(plan.Problems), StringComparison.Ordinal);
        Assert.Equal("Global_10_0_0_1", Assert.Single(plan.HeldBack).Name);
        Assert.Empty(SpeakerPlan.Of(facts).Problems);
        Assert.Empty(SpeakerPlan.Of(facts).HeldBack);
    }

    [Fact]
    public void Peers_are_heard_on_the_nodes_own_addresses_where_that_is_asked_for()
    {
        var config = new BgpConfigurationSpec
        {
            BindMode = "NodeIP",
            ListenPort = 1179,
            NodeMeshMaxRestartTime = "45s",
        };
        var plan = SpeakerPlan.Of(Facts with { Default = config }).Config;
        Assert.Equal(["172.30.0.11:1179", "[fd30::11]:1179"], plan.Listen.Select(end => end.ToString()));
        Assert.All(plan.Peers, peer => Assert.Equal(45, peer.Session.RestartTime));
        Assert.Equal(["0.0.0.0:179", "[::]:179"], SpeakerPlan.Of(Facts).Config.Listen.Select(end => end.ToString()));
    }

    [Fact]
    public void Routes_have_the_metric_of_the_configuration_as_their_preference()
    {
        var config = new BgpConfigurationSpec { Ipv4NormalRoutePriority = 2000 };
        var routes = SpeakerPlan.Of(Facts with { Default = config, Announced = [Cidr.Parse("10.65.0.0/26"), Cidr.Parse("fd65::/122")] }).Config.Routes;
        Assert.Equal((2147483647u - 2000, 2147483647u - 1024), (routes[Cidr.Parse("10.65.0.0/26")].LocalPref, routes[Cidr.Parse("fd65::/122")].LocalPref));
    }

    [Fact]
    public void Host_routes_are_told_where_a_filter_accepts_them_and_their_interface_is_not_ignored()
    {
        var facts = Facts with
        {
            Default = new BgpConfigurationSpec { IgnoredInterfaces = ["docker*"] },
            Filters = new Dictionary<string, BgpFilter>
            {
                ["own"] = new()
                {
                    Metadata = new ObjectMeta { Name = "own" },
                    Spec = new BgpFilterSpec { ExportV4 = [new BgpFilterRule { Action = "Reject", Interface = "eth1" }, new BgpFilterRule { Action = "Accept" }] },
                },
            },
            Peers = [Peer("tor", spec => spec with { PeerIp = "10.0.0.1", AsNumber = new AsNumber(65001), Filters = ["own"] })],
            HostRoutes =
            [
                new HostRoute(Cidr.Parse("0.0.0.0/0"), "eth0", IsDirect: false),
                new HostRoute(Cidr.Parse("127.0.0.0/8"), "lo", IsDirect: true),
                new HostRoute(Cidr.Parse("172.17.0.0/16"), "docker0", IsDirect: true),
                new HostRoute(Cidr.Parse("192.0.2.7/32"), "lo", IsDirect: true),
                new HostRoute(Cidr.Parse("192.168.0.0/24"), "eth1", IsDirect: true),
                new HostRoute(Cidr.Parse("198.51.100.0/24"), "docker0", IsDirect: false),
                new HostRoute(Cidr.Parse("fd00:7::/64"), "eth0", IsDirect: true),
            ],
        };

        Assert.Equal(["192.0.2.7/32", "198.51.100.0/24"], SpeakerPlan.Of(facts).Config.Routes.Keys.Select(prefix => prefix.ToString()).Order(StringComparer.Ordinal));
        Assert.Empty(SpeakerPlan.Of(facts with { Peers = [] }).Config.Routes);
    }

    [Fact]
    public void Workloads_that_have_just_moved_are_told_with_a_metric_that_peers_take_at_once()
    {
        var address = Cidr.Parse("10.65.0.5/32");
        var plan = SpeakerPlan.Of(Facts with
        {
            Announced = [Cidr.Parse("10.65.0.0/26"), Cidr.Parse("10.65.9.7/32")],
            Moved = [address, Cidr.Parse("fd65::5/128")],
            Moves = MoveSettings.Defaults with { MetricV6 = 400 },
        });
        Assert.Equal(
            new Dictionary<string, uint?> { ["10.65.0.0/26"] = 2147483647 - 1024, ["10.65.9.7/32"] = 2147483647 - 1024, ["10.65.0.5/32"] = 2147483647 - 512, ["fd65::5/128"] = 2147483647 - 400 },
            plan.Config.Routes.ToDictionary(route => route.Key.ToString(), route => route.Value.LocalPref));
        Assert.All(plan.Config.Peers, peer => Assert.Equal(2147483647u - 1024, peer.UrgentAbove));
    }

    [Theory]
    [InlineData("filters")]
    [InlineData("as")]
    public void What_cannot_be_had_gives_no_session_and_a_reason(string what)
    {
        var facts = Facts with
        {
            Default = new BgpConfigurationSpec { NodeToNodeMeshEnabled = false },
            Peers =
            [
                Peer("tor", spec => spec with
                {
                    PeerIp = "10.0.0.1",
                    AsNumber = what == "as" ? null : new AsNumber(65001),
                    Filters = what == "filters" ? ["gone"] : null,
                }),
            ],
        };
        var plan = SpeakerPlan.Of(facts);
        Assert.Empty(plan.Config.Peers);
        Assert.StartsWith("BGPPeer tor: ", Assert.Single(plan.Problems), StringComparison.Ordinal);

        // Without an AS nobody can tell which session it would be.
        Assert.Equal(what == "as" ? [] : [new HeldBackSession("Global_10_0_0_1", IpAddr.Parse("10.0.0.1"), 65001, "tor")], plan.HeldBack);
    }

    [Fact]
    public void Workloads_that_are_selected_may_begin_sessions_with_an_address_of_their_own()
    {
        var vm = new BgpWorkload("cali1", Labels("app", "router"), [IpAddr.Parse("10.65.0.5"), IpAddr.Parse("fd65::5")]);
        var facts = Facts with
        {
            Default = new BgpConfigurationSpec
            {
                NodeToNodeMeshEnabled = false,
                LocalWorkloadPeeringIpv4 = "169.254.0.179",
                BindMode = "NodeIP",
                ListenPort = 1179,
            },
            Peers = [Peer("vms", spec => spec with { LocalWorkloadSelector = "app == 'router'", AsNumber = new AsNumber(65001) })],
            Workloads = [vm, new BgpWorkload("cali2", Labels("app", "web"), [IpAddr.Parse("10.65.0.6")])],
        };
        var plan = SpeakerPlan.Of(facts);

        var peer = Assert.Single(plan.Config.Peers);
        Assert.Equal(("Local_Workload_10_65_0_5", 65001u, true, true), (peer.Name, peer.Session.RemoteAs, peer.Session.Passive, peer.IsReachedHereOnly));
        Assert.Null(peer.UrgentAbove);
        Assert.Equal((IpAddr.Parse("169.254.0.179"), IpAddr.Parse("169.254.0.179")), (peer.Source, peer.OwnV4));
        Assert.Equal([new WorkloadPeerIntent("cali1", IpAddr.Parse("10.65.0.5"), IpAddr.Parse("169.254.0.179"), 1179)], plan.Workloads);
        Assert.Contains("169.254.0.179:1179", plan.Config.Listen.Select(end => end.ToString()));
        Assert.Empty(plan.Problems);
    }

    [Fact]
    public void Without_an_address_for_them_workloads_have_no_session_and_a_reason()
    {
        var plan = SpeakerPlan.Of(Facts with
        {
            Peers = [Peer("vms", spec => spec with { LocalWorkloadSelector = "all()", AsNumber = new AsNumber(65001) })],
            Workloads = [new BgpWorkload("cali1", LabelSet.Empty, [IpAddr.Parse("10.65.0.5")])],
        });
        Assert.DoesNotContain(plan.Config.Peers, peer => peer.Name.StartsWith("Local", StringComparison.Ordinal));
        Assert.Contains("localWorkloadPeeringIPV4", Assert.Single(plan.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_facts_give_equal_sessions_and_policies()
    {
        var filtered = Facts with
        {
            Filters = new Dictionary<string, BgpFilter> { ["f"] = new() { Metadata = new ObjectMeta { Name = "f" }, Spec = new BgpFilterSpec { ExportV4 = [new BgpFilterRule { Action = "Reject" }] } } },
            Peers = [Peer("tor", spec => spec with { PeerIp = "10.0.0.1", AsNumber = new AsNumber(65001), Filters = ["f"] })],
        };
        foreach (var (one, other) in Plan(filtered).Zip(Plan(filtered)))
        {
            Assert.Equal(one.Export, other.Export);
            Assert.Equal(one.Import, other.Import);
        }
    }

    [Fact]
    public void BFD_is_asked_for_by_each_peer_and_for_the_mesh()
    {
        var tor = Peer("tor", spec => spec with { PeerIp = "172.30.0.1", AsNumber = new AsNumber(65001) });
        var peers = Plan(Facts with
        {
            MeshBfd = "min-tx=1s,multiplier=3,graceful=false",
            Peers = [tor with { Metadata = Annotated("tor", "enabled") }],
        });

        Assert.All(peers.Where(peer => peer.Name.StartsWith("Mesh", StringComparison.Ordinal)), peer =>
            Assert.Equal((new BfdConfig { MinTx = 1_000_000, MinRx = 300_000, Multiplier = 3 }, false), (peer.Bfd, peer.BfdKeepsRoutes)));
        var asked = Assert.Single(peers, peer => peer.Name.StartsWith("Global", StringComparison.Ordinal));
        Assert.Equal((new BfdConfig { MinTx = 300_000, MinRx = 300_000, Multiplier = 5 }, true), (asked.Bfd, asked.BfdKeepsRoutes));
        Assert.All(Plan(Facts with { Peers = [tor with { Metadata = Annotated("tor", "disabled") }] }), peer => Assert.Null(peer.Bfd));
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("min-tx=9ms")]
    [InlineData("min-rx=61s")]
    [InlineData("multiplier=0")]
    [InlineData("multiplier=256")]
    [InlineData("multiplier=3,multiplier=4")]
    [InlineData("graceful=no")]
    [InlineData("min-tx=300ms;min-rx=300ms")]
    public void A_peer_whose_BFD_cannot_be_read_has_no_session(string value)
    {
        var tor = Peer("tor", spec => spec with { PeerIp = "172.30.0.1", AsNumber = new AsNumber(65001) });
        var plan = SpeakerPlan.Of(Facts with { MeshBfd = value, Peers = [tor with { Metadata = Annotated("tor", value) }] });

        Assert.Empty(plan.Config.Peers);
        Assert.Equal(["BGPPeer tor", "BGPConfiguration default"], plan.Problems.Select(problem => problem[..problem.IndexOf(':')]));
        Assert.All(plan.Problems, problem => Assert.Contains($"is '{value}'", problem, StringComparison.Ordinal));
    }

    private static ObjectMeta Annotated(string name, string bfd) => new()
    {
        Name = name,
        Annotations = new Dictionary<string, string> { [BfdAnnotation.Key] = bfd },
    };

    private static IReadOnlyList<PeerConfig> Plan(BgpFacts facts) => SpeakerPlan.Of(facts).Config.Peers;

    private static BgpPeer Peer(string name, Func<BgpPeerSpec, BgpPeerSpec> with) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = with(new BgpPeerSpec()),
    };

    private static BgpNode Node(string name, string v4, string v6) => new(
        name, IpAddr.TryParse(v4, out var four) ? four : default, IpAddr.TryParse(v6, out var six) ? six : default, null, null, LabelSet.Empty);

    private static LabelSet Labels(string key, string value) => LabelSet.Of([new(key, value)]);
}
