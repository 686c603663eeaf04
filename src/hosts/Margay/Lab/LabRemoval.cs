using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Linux;

namespace Margay.Host.Lab;

/// <summary>Takes a lab away, whatever state it is in.</summary>
internal static class LabRemoval
{
    private const int Kill = 9;

    /// <summary>A process may start another while it is being ended; a few rounds catch them all.</summary>
    private const int MaxRounds = 5;

    private static readonly TimeSpan EndingTakes = TimeSpan.FromSeconds(5);

    /// <summary>Removes the lab and returns what there was of it; nothing of a lab that does not exist.</summary>
    /// <exception cref="CliException">A process does not end.</exception>
    public static LabInventory Remove(LabPaths paths)
    {
        var found = LabInventory.Take(paths);
        var ended = new List<int>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var running = round == 0 ? found.Processes : LabInventory.Take(paths).Processes;
            if (running.Count == 0) break;
            foreach (var pid in running) Margay.Linux.Host.Signal(pid, Kill);
            WaitForEnd(running);
            ended.AddRange(running);
        }

        Parallel.ForEach(found.Namespaces, static name => NetnsHandle.Delete(LabPaths.Namespace(name)));
        if (found.HasDirectory) Directory.Delete(paths.Directory, recursive: true);
        DeleteIfEmpty(LabPaths.Root);
        return found with { Processes = ended };
    }

    /// <summary>What was removed, for people.</summary>
    public static string Describe(LabName lab, LabInventory removed)
    {
        if (removed.IsEmpty) return $"there is no lab '{lab}': nothing to remove";
        var parts = new List<string>();
        if (removed.Processes.Count > 0) parts.Add(Count(removed.Processes.Count, "process", "processes"));
        if (removed.Namespaces.Count > 0) parts.Add(Count(removed.Namespaces.Count, "network namespace", "network namespaces"));
        if (removed.HasDirectory) parts.Add(new LabPaths(lab).Directory);
        return $"lab '{lab}' removed: {string.Join(", ", parts)}";
    }

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    private static void WaitForEnd(IReadOnlyList<int> pids)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        foreach (var pid in pids)
        {
            while (ProcessTable.Find(pid) is { IsZombie: false })
            {
                if (TimeProvider.System.GetElapsedTime(deadline) > EndingTakes)
                    throw new CliException($"process {pid} does not end; try `margay lab down` again");
                Thread.Sleep(1);
            }
        }
    }

    private static void DeleteIfEmpty(string directory)
    {
        if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any()) Directory.Delete(directory);
    }
}
