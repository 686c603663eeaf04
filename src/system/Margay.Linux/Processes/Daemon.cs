namespace Margay.Linux;

/// <summary>How a process becomes independent of whoever started it.</summary>
public static class Daemon
{
    private const int Append = 0x400;
    private const uint OwnerReadsAndWrites = 0x180;

    /// <summary>
    /// Makes the calling process lead a session of its own without a terminal (setsid(2)), read nothing, and append what
    /// it prints to <paramref name="log"/> (made with mode 0600 if need be). It keeps its id, also through execve(2).
    /// </summary>
    /// <exception cref="LinuxException">It leads a process group already (EPERM), or the log cannot be opened.</exception>
    public static void Detach(string log)
    {
        using var output = new FileDescriptor(FileCalls.OpenOrThrow(
            log, FileCalls.WriteOnly | FileCalls.Create | Append, (int)OwnerReadsAndWrites));
        using var input = new FileDescriptor(FileCalls.OpenOrThrow("/dev/null", FileCalls.ReadOnly));
        if (ProcessCalls.NewSession() < 0) throw LinuxException.Last("setsid");
        Replace(0, input);
        Replace(1, output);
        Replace(2, output);
    }

    private static void Replace(int descriptor, FileDescriptor by)
    {
        if (FileCalls.Duplicate(by, descriptor) < 0) throw LinuxException.Last($"dup2 {descriptor}");
    }
}
