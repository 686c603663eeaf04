using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>Calls on files and descriptors.</summary>
internal static partial class FileCalls
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int CloseOnExec = 0x80000;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;

    /// <summary>open(2).</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    /// <summary>close(2).</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    /// <summary>read(2).</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(FileDescriptor fd, ref byte buffer, nint length);

    /// <summary>write(2).</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(FileDescriptor fd, in byte buffer, nint length);

    /// <summary>dup2(2): the new descriptor is inherited by programs.</summary>
    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    internal static partial int Duplicate(FileDescriptor fd, int number);

    /// <summary>flock(2).</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(FileDescriptor fd, int operation);

    /// <summary>eventfd(2).</summary>
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint initial, int flags);

    /// <summary>poll(2).</summary>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(ref PollEntry entries, nuint count, int timeoutMilliseconds);

    /// <summary>chmod(2).</summary>
    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeMode(string path, uint mode);

    /// <summary>unlink(2).</summary>
    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);

    /// <summary>Opens a file, or throws what the kernel said.</summary>
    internal static int OpenOrThrow(string path, int flags, int mode = 0)
    {
        var fd = Open(path, flags | CloseOnExec, mode);
        return fd >= 0 ? fd : throw LinuxException.Last($"open {path}");
    }
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    internal const short Readable = 1;
    internal const short Writable = 4;

    public int Fd;
    public short Wanted;
    public short Seen;
}
