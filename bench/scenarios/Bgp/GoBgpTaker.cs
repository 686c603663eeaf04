using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Margay.Bench.Bgp;

/// <summary>GoBGP.</summary>
internal sealed partial class GoBgpTaker : DaemonTaker
{
    private readonly string _netns;

    private GoBgpTaker(string netns, string address, int peers)
    {
        _netns = netns;
        Start(netns, "gobgpd", "-f", Write("gobgpd.toml", Config(address, peers)), "--api-hosts", "127.0.0.1:50051", "--log-level", "error");
    }

    /// <summary>It counts by walking its tables, while nothing else happens.</summary>
    public override TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    /// <summary>Takes everything and tells nobody.</summary>
    public static GoBgpTaker Taking(string netns, string address, int peers) => new(netns, address, peers);

    public override int PathCount()
    {
        var start = new ProcessStartInfo("nsenter", [$"--net={_netns}", "--", "gobgp", "neighbor"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var asked = Process.Start(start)!;
        asked.BeginErrorReadLine();
        var answer = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        return Counts().Matches(answer).Sum(match => int.Parse(match.Groups[1].ValueSpan));
    }

    private static string Config(string address, int peers) => $"""
        [global.config]
          as = {RouteFeed.SpeakerAs}
          router-id = "{address}"
        [global.apply-policy.config]
          default-export-policy = "reject-route"
        {string.Concat(Enumerable.Range(1, peers).Select(Session))}
        """;

    private static string Session(int number) => $"""
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "{RouteFeed.AddressOf(number)}"
            peer-as = {RouteFeed.AsOf(number)}
          [neighbors.transport.config]
            passive-mode = true
          [neighbors.timers.config]
            idle-hold-time-after-reset = 1
          [neighbors.ebgp-multihop.config]
            enabled = true
            multihop-ttl = 255

        """;

    /// <summary>Received and accepted routes are the last columns of a peer whose session is up.</summary>
    [GeneratedRegex(@"\| +(\d+) +\d+ *$", RegexOptions.Multiline)]
    private static partial Regex Counts();
}
