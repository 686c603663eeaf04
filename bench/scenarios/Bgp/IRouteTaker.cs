using System.Diagnostics;

namespace Margay.Bench.Bgp;

/// <summary>A speaker that is measured: a process in a namespace of its own.</summary>
internal interface IRouteTaker : IDisposable
{
    Process Process { get; }

    /// <summary>How long it is left alone between two counts: asking takes some of its time.</summary>
    TimeSpan Pause => TimeSpan.FromMilliseconds(4);

    /// <summary>How many paths it has; 0 while it does not answer.</summary>
    int PathCount();
}

/// <summary>What a process needed.</summary>
internal static class ProcessMemory
{
    /// <summary>VmHWM of proc(5): the most memory that was resident at once.</summary>
    public static double PeakMegabytes(Process process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024 / 1e6;
    }
}
