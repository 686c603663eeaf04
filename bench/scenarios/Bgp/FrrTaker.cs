using System.Text.RegularExpressions;

namespace Margay.Bench.Bgp;

/// <summary>FRR: bgpd alone, which takes every next hop for near without zebra.</summary>
internal sealed partial class FrrTaker : DaemonTaker
{
    private readonly ControlSocket _control;

    private FrrTaker(string netns, string address, int peers)
    {
        _control = new ControlSocket(InFolder("bgpd.vty"), "\0\0\0\0");
        Start(
            netns, "/usr/lib/frr/bgpd", "--no_zebra", "--skip_runas", "-f", Write("bgpd.conf", Config(address, peers)), "-i", InFolder("bgpd.pid"),
            "--vty_socket", InFolder(""), "--log", $"file:{InFolder("log")}");
    }

    /// <summary>Takes everything and tells nobody.</summary>
    public static FrrTaker Taking(string netns, string address, int peers) => new(netns, address, peers);

    public override int PathCount() =>
        _control.Ask("show bgp ipv4 unicast summary json\0") is { } answer ? Counts().Matches(answer).Sum(match => int.Parse(match.Groups[1].ValueSpan)) : 0;

    public override void Dispose()
    {
        _control.Dispose();
        base.Dispose();
    }

    private static string Config(string address, int peers)
    {
        var numbers = Enumerable.Range(1, peers).ToList();
        return $"""
            router bgp {RouteFeed.SpeakerAs}
             bgp router-id {address}
             no bgp ebgp-requires-policy
            {string.Concat(numbers.Select(Session))}
             address-family ipv4 unicast
            {string.Concat(numbers.Select(Family))}
             exit-address-family
            !
            route-map none deny 10
            """;
    }

    private static string Session(int number) => $"""
         neighbor {RouteFeed.AddressOf(number)} remote-as {RouteFeed.AsOf(number)}
         neighbor {RouteFeed.AddressOf(number)} passive
         neighbor {RouteFeed.AddressOf(number)} ebgp-multihop
         neighbor {RouteFeed.AddressOf(number)} timers connect 1

        """;

    private static string Family(int number) => $"""
          neighbor {RouteFeed.AddressOf(number)} activate
          neighbor {RouteFeed.AddressOf(number)} route-map none out

        """;

    [GeneratedRegex(@"""pfxRcd"":(\d+)")]
    private static partial Regex Counts();
}
