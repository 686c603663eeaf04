using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Linux;

namespace Margay.Host.Lab;

/// <summary>What there is of a lab on this machine, found without trusting that its files are complete.</summary>
/// <param name="Namespaces">Its network namespaces, by name.</param>
/// <param name="Processes">Its processes, and others that run inside its namespaces.</param>
/// <param name="HasDirectory">Whether its directory exists.</param>
internal sealed record LabInventory(IReadOnlyList<string> Namespaces, IReadOnlyList<int> Processes, bool HasDirectory)
{
    public bool IsEmpty => Namespaces.Count == 0 && Processes.Count == 0 && !HasDirectory;

    /// <summary>
    /// Looks for namespaces by name, and for processes by record, by the environment they were started with, and by
    /// the namespace they run in. This process and those it was started from are never among them.
    /// </summary>
    public static LabInventory Take(LabPaths paths)
    {
        var namespaces = NamespaceFiles().Where(name => NamespaceNames.IsOurs(paths.Lab, name)).Order(StringComparer.Ordinal).ToList();
        var identities = namespaces.Select(IdentityOf).OfType<string>().ToHashSet();
        var recorded = LabState.Load(paths)?.Processes.Values.Where(static process => process.IsAlive).Select(static process => process.Pid).ToHashSet() ?? [];
        var spared = ProcessTable.OwnLine();
        var marker = Launcher.Marker(paths.Lab);
        var processes = ProcessTable.Running().Where(pid => !spared.Contains(pid)
            && (recorded.Contains(pid)
                || (ProcessTable.NetworkNamespaceOf(pid) is { } netns && identities.Contains(netns))
                || ProcessTable.WasStartedWith(pid, marker))).ToList();
        return new LabInventory(namespaces, processes, Directory.Exists(paths.Directory));
    }

    /// <summary>Every lab of which there is a directory or a fabric, sorted by name.</summary>
    public static IReadOnlyList<LabName> AllLabs()
    {
        var directories = Directory.Exists(LabPaths.Root)
            ? Directory.EnumerateDirectories(LabPaths.Root).Select(static path => LabName.TryParse(Path.GetFileName(path), out var lab) ? lab : null)
            : [];
        return [.. directories.Concat(NamespaceFiles().Select(NamespaceNames.LabOfFabric)).OfType<LabName>()
            .Distinct().OrderBy(static lab => lab.Value, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> NamespaceFiles() =>
        Directory.Exists(LabPaths.Namespaces)
            ? Directory.EnumerateFiles(LabPaths.Namespaces).Select(static path => Path.GetFileName(path))
            : [];

    /// <summary>How /proc names the namespace; null for a file that is none, the rest of a creation that was cut short.</summary>
    private static string? IdentityOf(string name)
    {
        try
        {
            using var handle = NetnsHandle.Open(LabPaths.Namespace(name));
            return Netns.Run(handle, static () => new FileInfo("/proc/thread-self/ns/net").LinkTarget);
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
