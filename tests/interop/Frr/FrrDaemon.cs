using System.Diagnostics;
using Margay.Tests.Interop.Daemons;
using Margay.Tests.Interop.Speaker;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Frr;

/// <summary>FRR: zebra, which knows the interfaces, bgpd, and bfdd if it is asked for.</summary>
internal sealed class FrrDaemon : PeerDaemon, IAsksForRoutes, IHasBfd
{
    private const string Home = "/usr/lib/frr";

    private readonly SessionTerms _terms;
    private Process? _bfdd;

    public FrrDaemon(TestNamespace netns, SessionTerms terms)
        : base(netns)
    {
        _terms = terms;
        Begin(() =>
        {
            netns.Run("chown", "frr", Folder); // whom the daemons become
            Write("zebra.conf", "");
            Write("bgpd.conf", Config(terms));
            Run($"{Home}/zebra", Arguments("zebra"));
            Await("show interface eth0", "eth0 is up");
            if (terms.Bfd != BfdUse.None)
            {
                Write("bfdd.conf", "bfd\n profile fast\n  receive-interval 300\n  transmit-interval 300\n  detect-multiplier 5\n");
                _bfdd = Run($"{Home}/bfdd", [.. Arguments("bfdd"), "--bfdctl", InFolder("bfdd.sock")]);
                Await("show bfd peers", "BFD Peers");
            }

            Launch(hasRestarted: false);
        });
    }

    protected override string UpdatesQuery => $"show bgp neighbors {_terms.OurAddress}";

    protected override string UpdatesPattern => @"Updates: +\d+ +(\d+)";

    /// <summary>What vtysh prints; several commands stand on several lines.</summary>
    public override string Ask(string command) =>
        Netns.Run("vtysh", ["--vty_socket", Folder, .. command.Split('\n').SelectMany(line => (string[])["-c", line])]);

    public override void Withdraw(string prefix) => Ask($"""
        configure terminal
        router bgp {_terms.As}
        address-family {FamilyOf(prefix)} unicast
        no network {prefix}
        """);

    public void AskForRoutes() => Ask("clear bgp * soft in");

    public override void AwaitStale(string prefix) => AwaitRoute(prefix, "stale");

    public override void AwaitFresh(string prefix)
    {
        AwaitAbsence(RouteQuery(prefix), "stale");
        AwaitRoute(prefix);
    }

    public override string[] Reflected(string originator, string cluster) => [$"Originator: {originator}", $"Cluster list: {cluster}"];

    public void HangBfd() => Netns.Run("kill", "-STOP", $"{_bfdd!.Id}");

    public void AwaitBfd(bool isUp) => Await("show bfd peers", isUp ? "Status: up" : "Status: down");

    public void AwaitBfdFailure() =>
        Patient.Until(() => Ask($"show bgp neighbors {_terms.OurAddress}"), answer => answer.Contains("BFD down", StringComparison.OrdinalIgnoreCase));

    protected override string RouteQuery(string prefix) => $"show bgp {FamilyOf(prefix)} unicast {prefix}";

    protected override string TableQuery(string prefix) => $"show bgp {FamilyOf(prefix)} unicast";

    protected override void Launch(bool hasRestarted) => Run($"{Home}/bgpd", Arguments("bgpd"));

    private static string Config(SessionTerms terms) => $"""
        router bgp {terms.As}
         bgp router-id {terms.Id}
         bgp cluster-id {SessionTerms.TheirCluster}
         no bgp ebgp-requires-policy
         no bgp network import-check
         bgp graceful-restart
         bgp graceful-restart preserve-fw-state
         {(terms.LongLived ? "bgp graceful-restart restart-time 1\n bgp long-lived-graceful-restart stale-time 3600" : "!")}
        {string.Join('\n', terms.Peers.Select(peer => Session($" neighbor {peer}", terms)))}
         address-family ipv4 unicast
          network {RouteV4}
        {string.Join('\n', terms.Peers.Select(peer => Family($"  neighbor {peer}", terms)))}
         exit-address-family
         address-family ipv6 unicast
          network {RouteV6}
        {string.Join('\n', terms.Peers.Select(peer => Family($"  neighbor {peer}", terms)))}
         exit-address-family
        """;

    private static string Session(string peer, SessionTerms terms) => $"""
        {peer} remote-as {TestSpeaker.OurAs}
        {peer} timers connect 1
        {(terms.Password is { } password ? $"{peer} password {password}" : "!")}
        {(terms.TtlSecurity ? $"{peer} ttl-security hops 1" : "!")}
        {(terms.Passive ? $"{peer} passive" : "!")}
        {(terms.Bfd == BfdUse.None ? "!" : $"{peer} bfd profile fast")}
        {(terms.Bfd == BfdUse.Graceful ? $"{peer} bfd check-control-plane-failure" : "!")}
        {(terms.ExtendedNextHop ? $"{peer} capability extended-nexthop" : "!")}
        """;

    private static string Family(string peer, SessionTerms terms) => $"""
        {peer} activate
        {(terms.DaemonReflects ? $"{peer} route-reflector-client" : "!")}
        {(terms.AddPath ? $"{peer} addpath-tx-all-paths" : "!")}
        {(terms.MaxPrefixes is { } most ? $"{peer} maximum-prefix {most}" : "!")}
        """;

    private string[] Arguments(string daemon) =>
    [
        "-f", InFolder($"{daemon}.conf"), "-i", InFolder($"{daemon}.pid"), "-z", InFolder("zserv.api"),
        "--vty_socket", Folder, "--log", $"file:{InFolder("log")}",
    ];
}
