using System.Runtime.InteropServices;
using System.Text;

namespace Margay.Linux;

/// <summary>Who is at the other end of a unix socket, as the kernel saw it at connect time (SO_PEERCRED).</summary>
public readonly record struct PeerCredentials(int Pid, uint User, uint Group);

/// <summary>A stream socket at a path (unix(7)) that can carry file descriptors. All calls block.</summary>
/// <remarks>One thread may send while another receives; each direction is for one thread at a time.</remarks>
public sealed class UnixSocket : IDisposable
{
    private const int PeerCredentialsOption = 17;
    private const int ReceiveTimeoutOption = 20;
    private const int SendTimeoutOption = 21;
    private const int Backlog = 128;
    private const int MaxPathBytes = 107;

    private readonly FileDescriptor _socket;
    private readonly string _path;

    private UnixSocket(FileDescriptor socket, string path) => (_socket, _path) = (socket, path);

    /// <summary>The descriptor, to wait on it with <see cref="WakeSignal.Wait"/>.</summary>
    public FileDescriptor Descriptor => _socket;

    /// <summary>Who connected, or who listens.</summary>
    public PeerCredentials Peer
    {
        get
        {
            Span<int> credentials = stackalloc int[3];
            uint length = 12;
            ref var bytes = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(credentials));
            var status = SocketCalls.GetOption(
                _socket, SocketCalls.LevelSocket, PeerCredentialsOption, ref bytes, ref length);
            if (status != 0) throw LinuxException.Last("getsockopt SO_PEERCRED");
            return new PeerCredentials(credentials[0], (uint)credentials[1], (uint)credentials[2]);
        }
    }

    /// <summary>
    /// Listens at <paramref name="path"/>. A socket file that nobody listens at any more is replaced.
    /// </summary>
    /// <param name="path">At most 107 bytes.</param>
    /// <param name="mode">Who may connect, as file permissions; 0600 is the owner only.</param>
    /// <exception cref="LinuxException">Somebody else listens there (EADDRINUSE), or the kernel refuses.</exception>
    public static UnixSocket Listen(string path, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        RemoveStale(path);
        var socket = Create(path);
        try
        {
            var (address, length) = Address(path);
            if (SocketCalls.Bind(socket._socket, in address[0], length) != 0) throw LinuxException.Last($"bind {path}");
            if (FileCalls.ChangeMode(path, (uint)mode) != 0) throw LinuxException.Last($"chmod {path}");
            if (SocketCalls.Listen(socket._socket, Backlog) != 0) throw LinuxException.Last($"listen {path}");
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to <paramref name="path"/>.</summary>
    /// <exception cref="LinuxException">
    /// No such file (ENOENT), nobody listens (ECONNREFUSED), or not allowed.
    /// </exception>
    public static UnixSocket Connect(string path)
    {
        var socket = Create(path);
        var (address, length) = Address(path);
        if (SocketCalls.Connect(socket._socket, in address[0], length) == 0) return socket;
        var failure = LinuxException.Last($"connect {path}");
        socket.Dispose();
        throw failure;
    }

    /// <summary>Blocks for the next connection.</summary>
    public UnixSocket Accept()
    {
        int fd;
        do fd = SocketCalls.Accept(_socket, 0, 0, SocketCalls.CloseOnExec);
        while (fd < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return fd >= 0 ? new UnixSocket(new FileDescriptor(fd), _path) : throw LinuxException.Last($"accept {_path}");
    }

    /// <summary>Limits how long one send or receive may block; EAGAIN is thrown when it is up.</summary>
    public void SetTimeout(TimeSpan timeout)
    {
        Span<long> value = [(long)timeout.TotalSeconds, timeout.Ticks % TimeSpan.TicksPerSecond / 10];
        ref readonly var bytes = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(value));
        if (SocketCalls.SetOption(_socket, SocketCalls.LevelSocket, ReceiveTimeoutOption, in bytes, 16) != 0
            || SocketCalls.SetOption(_socket, SocketCalls.LevelSocket, SendTimeoutOption, in bytes, 16) != 0)
            throw LinuxException.Last("setsockopt SO_RCVTIMEO");
    }

    /// <summary>Sends all bytes; <paramref name="descriptor"/>, if given, travels with the first of them.</summary>
    /// <exception cref="LinuxException">The other side is gone (EPIPE), or the time is up (EAGAIN).</exception>
    public void Send(ReadOnlySpan<byte> bytes, FileDescriptor? descriptor = null)
    {
        while (!bytes.IsEmpty)
        {
            var sent = DescriptorPassing.Send(_socket, bytes, descriptor);
            if (sent < 0)
            {
                if (Marshal.GetLastPInvokeError() == Errno.EINTR) continue;
                throw LinuxException.Last($"sendmsg {_path}");
            }

            bytes = bytes[sent..];
            descriptor = null;
        }
    }

    /// <summary>Takes what has arrived, at least one byte; 0 means that the other side has closed.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="descriptor">A descriptor that came along, now owned by the caller; else null.</param>
    /// <exception cref="LinuxException">The time is up (EAGAIN), or the connection is broken.</exception>
    public int Receive(Span<byte> buffer, out FileDescriptor? descriptor)
    {
        while (true)
        {
            var length = DescriptorPassing.Receive(_socket, buffer, out descriptor);
            if (length >= 0) return length;
            if (Marshal.GetLastPInvokeError() != Errno.EINTR) throw LinuxException.Last($"recvmsg {_path}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static UnixSocket Create(string path)
    {
        var fd = SocketCalls.Socket(SocketCalls.FamilyUnix, SocketCalls.TypeStream | SocketCalls.CloseOnExec, 0);
        return fd >= 0 ? new UnixSocket(new FileDescriptor(fd), path) : throw LinuxException.Last("socket AF_UNIX");
    }

    private static (byte[] Address, uint Length) Address(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length is 0 or > MaxPathBytes)
            throw new ArgumentException($"a socket path has 1 to {MaxPathBytes} bytes: '{path}'", nameof(path));
        return ([SocketCalls.FamilyUnix, 0, .. bytes, 0], (uint)bytes.Length + 3);
    }

    private static void RemoveStale(string path)
    {
        try
        {
            Connect(path).Dispose();
            throw new LinuxException($"listen {path}", Errno.EADDRINUSE, "another process listens there");
        }
        catch (LinuxException stale) when (stale.Errno == Errno.ECONNREFUSED)
        {
            if (FileCalls.Unlink(path) != 0) throw LinuxException.Last($"unlink {path}");
        }
        catch (LinuxException free) when (free.Errno == Errno.ENOENT)
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
        }
    }
}
