using Margay.Primitives;
using Margay.Tests.Interop.Daemons;
using Margay.Tests.Interop.Speaker;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.GoBgp;

/// <summary>GoBGP.</summary>
internal sealed class GoBgpDaemon : PeerDaemon
{
    private readonly string _peer;
    private readonly string[] _routes;

    /// <summary>Its configuration holds no routes, so that its peer stays out until they are there.</summary>
    /// <param name="netns">Where it runs.</param>
    /// <param name="peer">The address of the peer, who is <c>admin-down</c> in the configuration.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="routes">Its routes as <c>gobgp global rib add</c> takes them.</param>
    public GoBgpDaemon(TestNamespace netns, string peer, string config, params string[] routes)
        : base(netns)
    {
        (_peer, _routes) = (peer, routes);
        Begin(() =>
        {
            Write("gobgpd.toml", config);
            Launch(hasRestarted: false);
        });
    }

    protected override string UpdatesQuery => $"neighbor {_peer}";

    protected override string UpdatesPattern => @"Updates: +\d+ +(\d+)";

    public static GoBgpDaemon Start(TestNamespace netns, SessionTerms terms) => new(netns, terms.OurAddress, Config(terms), terms.Transport == IpFamily.V4
        ? $"-a ipv4 {RouteV4} nexthop {PeerLink.TheirV4}"
        : $"-a ipv6 {RouteV6} nexthop {PeerLink.TheirV6}");

    /// <summary>A session with one family.</summary>
    public static string Config(SessionTerms terms) => $"""
        [global.config]
          as = {terms.As}
          router-id = "{terms.Id}"
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "{terms.OurAddress}"
            peer-as = {TestSpeaker.OurAs}
            admin-down = true
            {(terms.Password is { } password ? $"auth-password = \"{password}\"" : "")}
          [neighbors.transport.config]
            passive-mode = {(terms.Passive ? "true" : "false")}
          [neighbors.timers.config]
            connect-retry = 1
            idle-hold-time-after-reset = 1
          [neighbors.ttl-security.config]
            enabled = {(terms.TtlSecurity ? "true" : "false")}
            ttl-min = 255
          [neighbors.graceful-restart.config]
            enabled = true
            restart-time = 120
          [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
              afi-safi-name = "{(terms.Transport == IpFamily.V4 ? "ipv4" : "ipv6")}-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
              enabled = true
        """;

    /// <summary>What the command line client prints.</summary>
    public override string Ask(string command) => Netns.Run("gobgp", command.Split(' '));

    public override void Withdraw(string prefix) => Ask($"global rib del -a {FamilyOf(prefix)} {prefix}");

    public override void AwaitStale(string prefix) => AwaitRoute(prefix, "S*>");

    public override void AwaitFresh(string prefix)
    {
        AwaitAbsence(RouteQuery(prefix), "S*>");
        AwaitRoute(prefix);
    }

    protected override string RouteQuery(string prefix) => $"global rib -a {FamilyOf(prefix)} {prefix}";

    protected override string TableQuery(string prefix) => $"global rib -a {FamilyOf(prefix)}";

    protected override void Launch(bool hasRestarted)
    {
        Run("gobgpd", ["-f", InFolder("gobgpd.toml"), "--api-hosts", "127.0.0.1:50051", .. hasRestarted ? (string[])["-r"] : []]);
        Await("neighbor", _peer);
        foreach (var route in _routes) Ask($"global rib add {route}");
        Ask($"neighbor {_peer} enable");
    }
}
