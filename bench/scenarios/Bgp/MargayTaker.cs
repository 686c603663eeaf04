using System.Diagnostics;

namespace Margay.Bench.Bgp;

/// <summary>Margay's speaker in a process of its own, compiled as it ships: <c>margay-bench-speaker</c>.</summary>
internal sealed class MargayTaker : IRouteTaker
{
    public const string Binary = "bench/margay-bench-speaker";

    public MargayTaker(string binary, string netns, string address, int peers)
    {
        var start = new ProcessStartInfo(
            "nsenter",
            [
                $"--net={netns}", "--", binary, address, $"{RouteFeed.SpeakerAs}",
                .. Enumerable.Range(1, peers).Select(number => $"{RouteFeed.AddressOf(number)}={RouteFeed.AsOf(number)}"),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process = Process.Start(start)!;
    }

    public Process Process { get; }

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
