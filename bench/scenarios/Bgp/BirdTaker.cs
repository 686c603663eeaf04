using System.Text.RegularExpressions;

namespace Margay.Bench.Bgp;

/// <summary>BIRD 2 with given sessions.</summary>
internal sealed partial class BirdTaker : DaemonTaker
{
    private readonly ControlSocket _control;

    private BirdTaker(string netns, string address, IEnumerable<string> sessions)
    {
        var file = Write("bird.conf", $"router id {address};\nprotocol device {{ }}\n" + string.Concat(sessions));
        _control = new ControlSocket(InFolder("bird.ctl"), "0000 \n");
        Start(netns, "bird", "-f", "-c", file, "-s", InFolder("bird.ctl"));
    }

    /// <summary>Takes everything and tells nobody.</summary>
    public static BirdTaker Taking(string netns, string address, int peers) => new(netns, address, Enumerable.Range(1, peers).Select(number => $$"""
        protocol bgp p{{number}} {
          local {{address}} as {{RouteFeed.SpeakerAs}}; neighbor {{RouteFeed.AddressOf(number)}} as {{RouteFeed.AsOf(number)}};
          passive on; multihop; error wait time 1, 1; ipv4 { import all; export none; };
        }

        """));

    /// <summary>Reflects routes between its clients, and takes those back at once that were there before.</summary>
    public static BirdTaker Reflecting(string netns, string address, IReadOnlyList<string> clients) => new(netns, address, clients.Select((client, number) => $$"""
        protocol bgp c{{number}} {
          local {{address}} as {{RouteFeed.SpeakerAs}}; neighbor {{client}} as {{RouteFeed.SpeakerAs}}; rr client;
          passive on; error wait time 1, 1; ipv4 { import all; export all; };
        }

        """));

    /// <summary>Writes what it learns from one peer into the kernel.</summary>
    public static BirdTaker Installing(string netns, string address) => new(netns, address,
    [
        $$"""
        protocol kernel { ipv4 { import none; export all; }; }
        protocol direct { ipv4; }
        protocol bgp p1 {
          local {{address}} as {{RouteFeed.SpeakerAs}}; neighbor {{RouteFeed.AddressOf(1)}} as {{RouteFeed.AsOf(1)}};
          passive on; ipv4 { import all; export none; };
        }

        """,
    ]);

    /// <remarks>The counters of the sessions: to count the routes of the table takes BIRD as long as some thousand UPDATEs.</remarks>
    public override int PathCount() => _control.Ask("show protocols all\n") is { } answer ? Counts().Matches(answer).Sum(match => int.Parse(match.Groups[1].ValueSpan)) : 0;

    public override void Dispose()
    {
        _control.Dispose();
        base.Dispose();
    }

    [GeneratedRegex(@"Routes: +(\d+) imported")]
    private static partial Regex Counts();
}
