using System.Diagnostics;

namespace Margay.Bench.Bgp;

/// <summary>Margay's speaker in a process of its own, compiled as it ships: <c>margay-bench-speaker</c>.</summary>
internal sealed class MargayTaker : IRouteTaker
{
    public const string Binary = "bench/margay-bench-speaker";

    private MargayTaker(string binary, string netns, string mode, string address, IEnumerable<string> peers)
    {
        var start = new ProcessStartInfo("nsenter", [$"--net={netns}", "--", binary, mode, address, $"{RouteFeed.SpeakerAs}", .. peers])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process = Process.Start(start)!;
    }

    public Process Process { get; }

    /// <summary>Takes everything and tells nobody.</summary>
    public static MargayTaker Taking(string binary, string netns, string address, int peers) => new(
        binary, netns, "take", address, Enumerable.Range(1, peers).Select(number => $"{RouteFeed.AddressOf(number)}={RouteFeed.AsOf(number)}"));

    /// <summary>Reflects routes between its clients.</summary>
    public static MargayTaker Reflecting(string binary, string netns, string address, IReadOnlyList<string> clients) => new(
        binary, netns, "reflect", address, clients.Select(client => $"{client}={RouteFeed.SpeakerAs}"));

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
}
