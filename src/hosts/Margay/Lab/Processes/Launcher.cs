using System.Diagnostics;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;

namespace Margay.Host.Lab.Processes;

/// <summary>Starts the lab's processes so that they stay when the starting command ends.</summary>
/// <param name="binary">The <c>margay</c> binary.</param>
/// <param name="paths">The lab's files; each process prints to a log of its own.</param>
internal sealed class Launcher(string binary, LabPaths paths)
{
    private const int LogTailLines = 15;

    /// <summary>Every process of a lab carries this in its environment; it tells them apart when files are lost.</summary>
    public static string Marker(LabName lab) => $"MARGAY_LAB={lab}";

    /// <exception cref="CliException">It ended at once.</exception>
    public ProcessRecord Start(ProcessSpec spec)
    {
        var start = new ProcessStartInfo(binary) { UseShellExecute = false };
        string[] wrapper = ["lab", "enter", "--log", paths.Log(spec.Role), spec.Namespace ?? EnterCommand.Host, "--", spec.Program ?? binary];
        foreach (var argument in wrapper.Concat(spec.Arguments)) start.ArgumentList.Add(argument);
        start.Environment["MARGAY_LAB"] = paths.Lab.Value;
        using var process = Process.Start(start) ?? throw new CliException($"{spec.Role} did not start");
        // setsid and execve keep both the id and the start time.
        return ProcessTable.Find(process.Id) is { IsZombie: false } stat
            ? new ProcessRecord(process.Id, stat.StartTime)
            : throw Ended(spec.Role);
    }

    /// <summary>That a process has ended that should run, with the last lines that it printed.</summary>
    public CliException Ended(string role) => new($"{role} has ended:\n{LogTail(role)}");

    /// <summary>The last lines of a process' log, indented.</summary>
    public string LogTail(string role)
    {
        var log = paths.Log(role);
        if (!File.Exists(log)) return "  (it printed nothing)";
        var lines = File.ReadAllLines(log);
        return lines.Length == 0
            ? "  (it printed nothing)"
            : string.Join('\n', lines.TakeLast(LogTailLines).Select(static line => $"  | {line}"));
    }
}
