using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>An open network namespace (network_namespaces(7)); it lives at least as long as this handle.</summary>
public sealed class NetnsHandle : FileDescriptor
{
    private NetnsHandle(int fd)
        : base(fd)
    {
    }

    /// <summary>Opens a namespace file, as in <c>/run/netns/a</c> or <c>/proc/1234/ns/net</c>.</summary>
    /// <exception cref="LinuxException">No such file (ENOENT), or it is not a network namespace (EINVAL).</exception>
    public static NetnsHandle Open(string path) =>
        Verified(FileCalls.OpenOrThrow(path, FileCalls.ReadOnly), path);

    /// <summary>The calling thread's own namespace.</summary>
    public static NetnsHandle Current() => Open("/proc/thread-self/ns/net");

    /// <summary>Takes over a descriptor that came from another process; <paramref name="received"/> is spent.</summary>
    /// <exception cref="LinuxException">It is not a network namespace (EINVAL); the descriptor is closed.</exception>
    public static NetnsHandle Adopt(FileDescriptor received)
    {
        var fd = received.Number;
        received.SetHandleAsInvalid();
        return Verified(fd, $"descriptor {fd}");
    }

    /// <summary>Makes a namespace without a name; it goes when this handle and its last user are gone.</summary>
    public static NetnsHandle Create() => Netns.OnOwnThread(() =>
    {
        Unshare();
        return Current();
    });

    /// <summary>
    /// Makes a namespace and pins it at <paramref name="path"/> (a bind mount, as <c>ip netns add</c> does below
    /// /run/netns); it stays until <see cref="Delete"/>. The directory is made if need be.
    /// </summary>
    /// <exception cref="LinuxException">The path is taken (EEXIST), or the kernel refuses.</exception>
    public static NetnsHandle CreateNamed(string path)
    {
        const int Exclusive = 0x80;
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
        new FileDescriptor(FileCalls.OpenOrThrow(path, FileCalls.ReadOnly | FileCalls.Create | Exclusive)).Dispose();
        try
        {
            return Netns.OnOwnThread(() =>
            {
                Unshare();
                if (NamespaceCalls.Mount("/proc/thread-self/ns/net", path, null, NamespaceCalls.MountBind, 0) != 0)
                    throw LinuxException.Last($"mount --bind {path}");
                return Current();
            });
        }
        catch
        {
            _ = FileCalls.Unlink(path);
            throw;
        }
    }

    /// <summary>Unpins a namespace that <see cref="CreateNamed"/> made; false when there is none at the path.</summary>
    /// <remarks>The kernel frees it, its links and routes included, once no process and no handle uses it.</remarks>
    public static bool Delete(string path)
    {
        // EINVAL: not a mount point, the rest of a creation that was cut short; the file goes all the same.
        if (NamespaceCalls.Unmount(path, NamespaceCalls.UnmountDetach) != 0
            && Marshal.GetLastPInvokeError() is not (Errno.ENOENT or Errno.EINVAL))
            throw LinuxException.Last($"umount {path}");
        if (FileCalls.Unlink(path) == 0) return true;
        return Marshal.GetLastPInvokeError() == Errno.ENOENT ? false : throw LinuxException.Last($"unlink {path}");
    }

    private static void Unshare()
    {
        if (NamespaceCalls.Unshare(NamespaceCalls.NewNet) != 0) throw LinuxException.Last("unshare CLONE_NEWNET");
    }

    private static NetnsHandle Verified(int fd, string what)
    {
        var handle = new NetnsHandle(fd);
        if (NamespaceCalls.Ioctl(handle, NamespaceCalls.GetNamespaceType) == NamespaceCalls.NewNet) return handle;
        handle.Dispose();
        throw new LinuxException($"open {what}", Errno.EINVAL, "not a network namespace");
    }
}
