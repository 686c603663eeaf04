using System.Diagnostics;
using Margay.Tests.Interop.Daemons;
using Margay.Tests.Interop.Speaker;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Bird;

/// <summary>BIRD 2.</summary>
internal sealed class BirdDaemon : PeerDaemon, IAsksForRoutes, IHasBfd
{
    private Process? _process;

    public BirdDaemon(TestNamespace netns, string config)
        : base(netns) => Begin(() =>
    {
        WriteConfig(config);
        netns.Run("bird", "-p", "-c", InFolder("bird.conf"));
        Launch(hasRestarted: false);
    });

    protected override string Community => "(64512,7)";

    protected override string LargeCommunity => "(4200000001, 6, 7)";

    protected override string UpdatesQuery => "show protocols all margay";

    protected override string UpdatesPattern => @"Import updates: +(\d+)";

    /// <summary>A session over which both routes go, each a static protocol by itself.</summary>
    public static string Config(SessionTerms terms) => $$"""
        {{(terms.Bfd == BfdUse.None ? "" : "protocol bfd { interface \"eth0\" { min rx interval 300 ms; min tx interval 300 ms; multiplier 5; }; }")}}
        protocol static s4 { ipv4; route {{RouteV4}} blackhole; }
        protocol static s6 { ipv6; route {{RouteV6}} blackhole; }
        {{Session("margay", terms.OurAddress, terms)}}
        {{(terms.DaemonReflects ? Session("sibling", terms.OtherAddress, terms) : "")}}
        """;

    /// <summary>What birdc prints; it takes no quotes.</summary>
    public override string Ask(string command) => Netns.Run("birdc", ["-s", InFolder("bird.ctl"), .. command.Split(' ')]);

    /// <summary>Takes another configuration while it runs.</summary>
    public void Configure(SessionTerms terms)
    {
        WriteConfig(Config(terms));
        Ask("configure");
    }

    public override void Withdraw(string prefix) => Ask(FamilyOf(prefix) == "ipv4" ? "disable s4" : "disable s6");

    public void AskForRoutes() => Ask("reload in margay");

    /// <summary>BIRD says of the session, and not of its routes, that it waits.</summary>
    public override void AwaitStale(string prefix)
    {
        Await("show protocols all margay", "Neighbor graceful restart active");
        Assert.Contains(Community, Ask(RouteQuery(prefix)), StringComparison.Ordinal);
    }

    public override void AwaitFresh(string prefix)
    {
        AwaitAbsence("show protocols all margay", "Neighbor graceful restart active");
        Assert.Contains(Community, Ask(RouteQuery(prefix)), StringComparison.Ordinal);
    }

    public override string[] Reflected(string originator, string cluster) => [$"BGP.originator_id: {originator}", $"BGP.cluster_list: {cluster}"];

    public void HangBfd() => Netns.Run("kill", "-STOP", $"{_process!.Id}");

    public void AwaitBfd(bool isUp) => Await("show bfd sessions", isUp ? " Up " : " Down ");

    public void AwaitBfdFailure() => Await("show protocols all margay", "BFD session down");

    protected override string RouteQuery(string prefix) => $"show route all {prefix}";

    protected override string TableQuery(string prefix) => "show route";

    private static string Session(string name, string peer, SessionTerms terms) => $$"""
        protocol bgp {{name}} {
          local {{terms.TheirAddress}} as {{terms.As}}; neighbor {{peer}} as {{TestSpeaker.OurAs}};
          connect delay time 1; connect retry time 1; error wait time 1, 5; graceful restart on;
          {{(terms.Password is { } password ? $"password \"{password}\";" : "")}}
          {{(terms.TtlSecurity ? "ttl security on;" : "")}}
          {{(terms.Passive ? "passive on;" : "")}}
          {{terms.Bfd switch { BfdUse.Drops => "bfd on;", BfdUse.Graceful => "bfd graceful;", _ => "" }}}
          {{(terms.DaemonReflects ? $"rr client; rr cluster id {SessionTerms.TheirCluster};" : "")}}
          {{(terms.LongLived ? "graceful restart time 1; long lived graceful restart on; long lived stale time 3600;" : "")}}
          ipv4 { {{Channel(terms)}} {{(terms.ExtendedNextHop ? "extended next hop on;" : "")}} };
          ipv6 { {{Channel(terms)}} };
        }
        """;

    private static string Channel(SessionTerms terms) => $"""
        import all; export all;
        {(terms.DaemonReflects ? "" : "next hop self;")}
        {(terms.AddPath ? "add paths on;" : "")}
        {(terms.MaxPrefixes is { } most ? $"import limit {most} action disable;" : "")}
        """;

    private void WriteConfig(string config) => Write("bird.conf", $"router id 10.203.0.2;\nprotocol device {{ }}\n{config}\n");

    protected override void Launch(bool hasRestarted) =>
        _process = Run("bird", ["-f", "-c", InFolder("bird.conf"), "-s", InFolder("bird.ctl"), .. hasRestarted ? (string[])["-R"] : []]);
}
