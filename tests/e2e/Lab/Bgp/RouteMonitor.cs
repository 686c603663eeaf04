using System.Diagnostics;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>What happens to the routes of a node from here on, as the kernel tells it.</summary>
internal sealed class RouteMonitor : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    public RouteMonitor(TestLab lab, string node)
    {
        var start = new ProcessStartInfo("ip") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["netns", "exec", $"{lab.Name}-{node}", "ip", "monitor", "route"]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            lock (_lines) _lines.Add(line.Data ?? "");
        };
        _process.BeginOutputReadLine();
    }

    /// <summary>Routes of Margay's that went.</summary>
    public IReadOnlyList<string> Deleted
    {
        get
        {
            lock (_lines) return [.. _lines.Where(line => line.StartsWith("Deleted", StringComparison.Ordinal) && line.Contains("proto 177"))];
        }
    }

    /// <summary>Whether it has seen a change with this in it; a mark of the test's own tells that all before it was seen.</summary>
    public bool Saw(string part)
    {
        lock (_lines) return _lines.Exists(line => line.Contains(part));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
