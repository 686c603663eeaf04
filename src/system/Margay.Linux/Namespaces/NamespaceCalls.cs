using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>Calls on namespaces and mounts.</summary>
internal static partial class NamespaceCalls
{
    internal const int NewNet = 0x40000000;
    internal const ulong MountBind = 0x1000;
    internal const int UnmountDetach = 2;
    internal const nuint GetNamespaceType = 0xb703;

    /// <summary>setns(2): moves the calling OS thread into <paramref name="ns"/>.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNs(FileDescriptor ns, int type);

    /// <summary>unshare(2): gives the calling OS thread namespaces of its own.</summary>
    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    /// <summary>mount(2).</summary>
    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string? type, ulong flags, nint data);

    /// <summary>umount2(2).</summary>
    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    /// <summary>ioctl(2) without an argument, as ioctl_nsfs(2) uses it.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Ioctl(FileDescriptor ns, nuint request);
}
