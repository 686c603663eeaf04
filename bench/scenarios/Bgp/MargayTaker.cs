using System.Diagnostics;
using System.Net;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bench.Bgp;

/// <summary>Margay's speaker, in a process of this program that takes everything and tells nobody.</summary>
internal sealed class MargayTaker : IRouteTaker
{
    /// <summary>With this as the first argument the program is the speaker.</summary>
    public const string Role = "bgp-speaker";

    public MargayTaker(string netns, string address, int peers)
    {
        var start = new ProcessStartInfo("nsenter", [$"--net={netns}", "--", Environment.ProcessPath!, Role, address, $"{peers}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process = Process.Start(start)!;
    }

    public Process Process { get; }

    /// <summary>Is the speaker until its input ends, and answers each line with the number of its paths.</summary>
    public static async Task<int> RunAsync(string address, int peers)
    {
        await using var speaker = new BgpSpeaker(new Nobody());
        await speaker.ConfigureAsync(new SpeakerConfig
        {
            Listen = [new IPEndPoint(IPAddress.Any, PeerConfig.DefaultPort)],
            Peers = [.. Enumerable.Range(1, peers).Select(number => Peer(address, number))],
        });
        while (await Console.In.ReadLineAsync() is not null)
            Console.Out.WriteLine((await speaker.PeersAsync()).Sum(peer => peer.Received));
        return 0;
    }

    public int PathCount()
    {
        Process.StandardInput.WriteLine();
        return int.Parse(Process.StandardOutput.ReadLine() ?? throw new BenchException("the speaker has ended"));
    }

    public void Dispose()
    {
        Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
    }

    private static PeerConfig Peer(string address, int number) => new()
    {
        Name = $"p{number}",
        Address = IpAddr.Parse(RouteFeed.AddressOf(number)),
        Session = new SessionConfig
        {
            LocalAs = RouteFeed.SpeakerAs,
            RemoteAs = RouteFeed.AsOf(number),
            LocalId = IpAddr.Parse(address),
            Families = [new FamilyConfig(AddressFamily.V4Unicast)],
            Passive = true,
        },
        Export = new Silence(),
    };

    private sealed record Silence : IRoutePolicy
    {
        public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source) => default;
    }

    private sealed class Nobody : ISpeakerSink
    {
        public void Chosen(IReadOnlyList<RouteChoice> choices)
        {
        }

        public void Changed(PeerStatus peer)
        {
        }

        public void RestartEnded()
        {
        }
    }
}
