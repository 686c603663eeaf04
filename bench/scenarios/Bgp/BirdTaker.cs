using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Margay.Bench.Bgp;

/// <summary>BIRD 2 with given sessions.</summary>
internal sealed partial class BirdTaker : IRouteTaker
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("margay-bench-bird-");

    private BirdTaker(string netns, string address, IEnumerable<string> sessions)
    {
        var file = Path.Combine(_folder.FullName, "bird.conf");
        File.WriteAllText(file, $"router id {address};\nprotocol device {{ }}\n" + string.Concat(sessions));
        Process = Process.Start("nsenter", [$"--net={netns}", "--", "bird", "-f", "-c", file, "-s", Control]);
    }

    public Process Process { get; }

    private string Control => Path.Combine(_folder.FullName, "bird.ctl");

    /// <summary>Takes everything and tells nobody.</summary>
    public static BirdTaker Taking(string netns, string address, int peers) => new(netns, address, Enumerable.Range(1, peers).Select(number => $$"""
        protocol bgp p{{number}} {
          local {{address}} as {{RouteFeed.SpeakerAs}}; neighbor {{RouteFeed.AddressOf(number)}} as {{RouteFeed.AsOf(number)}};
          passive on; multihop; ipv4 { import all; export none; };
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

    public int PathCount()
    {
        var start = new ProcessStartInfo("birdc", ["-s", Control, "show", "route", "count"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var asked = Process.Start(start)!;
        var answer = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        var total = 0;
        foreach (Match match in Count().Matches(answer)) total = Math.Max(total, int.Parse(match.Groups[1].Value));
        return total;
    }

    public void Dispose()
    {
        Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"(\d+) of \d+ routes for \d+ networks in table master4")]
    private static partial Regex Count();
}
