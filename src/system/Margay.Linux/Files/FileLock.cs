using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>An exclusive advisory lock on a file (flock(2)); freed when disposed and when the process ends.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileDescriptor _file;

    private FileLock(FileDescriptor file) => _file = file;

    /// <summary>Takes the lock, making the file (mode 0600) if need be; null when somebody else holds it.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static FileLock? TryAcquire(string path)
    {
        var file = new FileDescriptor(
            FileCalls.OpenOrThrow(path, FileCalls.ReadWrite | FileCalls.Create, 0x180 /* 0600 */));
        if (FileCalls.Lock(file, FileCalls.LockExclusive | FileCalls.LockNonBlocking) == 0) return new FileLock(file);
        var errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        return errno == Errno.EAGAIN ? null : throw new LinuxException($"flock {path}", errno);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
