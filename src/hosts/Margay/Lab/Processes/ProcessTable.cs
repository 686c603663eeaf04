using System.Globalization;
using System.Text;

namespace Margay.Host.Lab.Processes;

/// <summary>The processes of this machine, read from /proc.</summary>
internal static class ProcessTable
{
    /// <summary>Null when there is no such process.</summary>
    public static ProcStat? Find(int pid) =>
        ReadOrNull($"/proc/{pid}/stat") is { } text && ProcStat.TryParse(text, out var stat) ? stat : null;

    /// <summary>Every process that has not ended.</summary>
    public static IEnumerable<int> Running()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out var pid)
                && Find(pid) is { IsZombie: false })
                yield return pid;
        }
    }

    /// <summary>The process's network namespace as <c>net:[4026532008]</c>; null when it has gone.</summary>
    public static string? NetworkNamespaceOf(int pid) => LinkOrNull($"/proc/{pid}/ns/net");

    /// <summary>Whether the process was started with <paramref name="variable"/> (NAME=VALUE) in its environment.</summary>
    public static bool WasStartedWith(int pid, string variable)
    {
        var environment = ReadOrNull($"/proc/{pid}/environ");
        return environment is not null && environment.Split('\0').Contains(variable);
    }

    /// <summary>This process and those that it was started from.</summary>
    public static HashSet<int> OwnLine()
    {
        var line = new HashSet<int>();
        for (var pid = Environment.ProcessId; pid > 0 && line.Add(pid);) pid = Find(pid)?.Parent ?? 0;
        return line;
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? LinkOrNull(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
