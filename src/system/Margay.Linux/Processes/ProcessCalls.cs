using System.Collections;
using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>Calls on processes and their privileges.</summary>
internal static partial class ProcessCalls
{
    private const int SignalPipe = 13;

    /// <summary>kill(2).</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    /// <summary>setsid(2).</summary>
    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    internal static partial int NewSession();

    /// <summary>geteuid(2).</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    /// <summary>capget(2): header {version, pid}, two entries of {effective, permitted, inheritable}.</summary>
    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    internal static partial int Capabilities(ref uint header, ref uint data);

    /// <summary>gethostname(2).</summary>
    [LibraryImport("libc", EntryPoint = "gethostname", SetLastError = true)]
    internal static partial int HostName(ref byte name, nuint length);

    /// <summary>execvpe(3) with the environment as this program sees it; returns only by throwing.</summary>
    internal static void Exec(IReadOnlyList<string> argv)
    {
        var environment = new List<string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            environment.Add($"{entry.Key}={entry.Value}");
        // The runtime ignores SIGPIPE, and ignored signals stay ignored in the new program, which expects the default.
        _ = Signal(SignalPipe, 0);
        _ = ExecVpe(argv[0], Terminated(argv), Terminated(environment));
        throw LinuxException.Last($"execve {argv[0]}");
    }

    private static string?[] Terminated(IReadOnlyList<string> strings) => [.. strings, null];

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "execvpe", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecVpe(string file, string?[] argv, string?[] environment);
}
