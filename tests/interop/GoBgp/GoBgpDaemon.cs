using Margay.Primitives;
using Margay.Tests.Interop.Daemons;
using Margay.Tests.Interop.Speaker;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.GoBgp;

/// <summary>GoBGP.</summary>
internal sealed class GoBgpDaemon : PeerDaemon
{
    private readonly SessionTerms _terms;
    private readonly string[] _routes;

    /// <summary>Its configuration holds no routes, so that its peers stay out until they are there.</summary>
    /// <param name="netns">Where it runs.</param>
    /// <param name="terms">Its sessions, which carry one family each.</param>
    /// <param name="routes">Its routes as <c>gobgp global rib add</c> takes them.</param>
    public GoBgpDaemon(TestNamespace netns, SessionTerms terms, params string[] routes)
        : base(netns)
    {
        (_terms, _routes) = (terms, routes);
        Begin(() =>
        {
            Write("gobgpd.toml", Config(terms));
            Launch(hasRestarted: false);
        });
    }

    protected override string UpdatesQuery => $"neighbor {_terms.OurAddress}";

    protected override string UpdatesPattern => @"Updates: +\d+ +(\d+)";

    public static GoBgpDaemon Start(TestNamespace netns, SessionTerms terms) =>
        new(netns, terms, $"-a {Family(terms)} {(Family(terms) == "ipv4" ? RouteV4 : RouteV6)} nexthop {terms.TheirAddress}");

    /// <summary>What the command line client prints.</summary>
    public override string Ask(string command) => Netns.Run("gobgp", command.Split(' '));

    public override void Withdraw(string prefix) => Ask($"global rib del -a {FamilyOf(prefix)} {prefix}");

    public override void AwaitStale(string prefix) => AwaitRoute(prefix, "S*>");

    public override void AwaitFresh(string prefix)
    {
        AwaitAbsence(RouteQuery(prefix), "S*>");
        AwaitRoute(prefix);
    }

    public override string[] Reflected(string originator, string cluster) => [$"{{Originator: {originator}}}", $"{{ClusterList: [{cluster}]}}"];

    protected override string RouteQuery(string prefix) => $"global rib -a {FamilyOf(prefix)} {prefix}";

    protected override string TableQuery(string prefix) => $"global rib -a {FamilyOf(prefix)}";

    protected override void Launch(bool hasRestarted)
    {
        Run("gobgpd", ["-f", InFolder("gobgpd.toml"), "--api-hosts", "127.0.0.1:50051", .. hasRestarted ? (string[])["-r"] : []]);
        Await("neighbor", _terms.Peers);
        foreach (var route in _routes) Ask($"global rib add {route}");
        foreach (var peer in _terms.Peers) Ask($"neighbor {peer} enable");
    }

    private static string Family(SessionTerms terms) => terms.Transport == IpFamily.V4 || terms.ExtendedNextHop ? "ipv4" : "ipv6";

    private static string Config(SessionTerms terms) => $"""
        [global.config]
          as = {terms.As}
          router-id = "{terms.Id}"
        {string.Join('\n', terms.Peers.Select(peer => Session(peer, terms)))}
        """;

    private static string Session(string peer, SessionTerms terms) => $"""
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "{peer}"
            peer-as = {TestSpeaker.OurAs}
            admin-down = true
            {(terms.Password is { } password ? $"auth-password = \"{password}\"" : "")}
          [neighbors.transport.config]
            passive-mode = {Toml(terms.Passive)}
          [neighbors.timers.config]
            connect-retry = 1
            idle-hold-time-after-reset = 1
          [neighbors.ttl-security.config]
            enabled = {Toml(terms.TtlSecurity)}
            ttl-min = 255
          [neighbors.route-reflector.config]
            route-reflector-client = {Toml(terms.DaemonReflects)}
            route-reflector-cluster-id = "{SessionTerms.TheirCluster}"
          [neighbors.graceful-restart.config]
            enabled = true
            restart-time = {(terms.LongLived ? 1 : 120)}
            long-lived-enabled = {Toml(terms.LongLived)}
          [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
              afi-safi-name = "{Family(terms)}-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
              enabled = true
            [neighbors.afi-safis.long-lived-graceful-restart.config]
              enabled = {Toml(terms.LongLived)}
              restart-time = 3600
            [neighbors.afi-safis.add-paths.config]
              receive = {Toml(terms.AddPath)}
              send-max = {(terms.AddPath ? 8 : 0)}
            [neighbors.afi-safis.prefix-limit.config]
              max-prefixes = {terms.MaxPrefixes ?? 0}
        """;

    private static string Toml(bool value) => value ? "true" : "false";
}
