using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>Calls on sockets: socket(7), netlink(7), unix(7).</summary>
internal static partial class SocketCalls
{
    internal const int FamilyUnix = 1;
    internal const int FamilyNetlink = 16;
    internal const int TypeStream = 1;
    internal const int TypeRaw = 3;
    internal const int CloseOnExec = 0x80000;
    internal const int LevelSocket = 1;
    internal const int LevelNetlink = 270;
    internal const int DontWait = 0x40;
    internal const int Truncated = 0x20;
    internal const int NoSignal = 0x4000;
    internal const int ReceivedCloseOnExec = 0x40000000;

    /// <summary>socket(2).</summary>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    /// <summary>bind(2).</summary>
    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(FileDescriptor socket, in byte address, uint length);

    /// <summary>listen(2).</summary>
    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(FileDescriptor socket, int backlog);

    /// <summary>connect(2).</summary>
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(FileDescriptor socket, in byte address, uint length);

    /// <summary>accept4(2) without the peer's address.</summary>
    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept(FileDescriptor socket, nint address, nint length, int flags);

    /// <summary>getsockname(2).</summary>
    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int Name(FileDescriptor socket, ref byte address, ref uint length);

    /// <summary>setsockopt(2).</summary>
    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(FileDescriptor socket, int level, int option, in byte value, uint length);

    /// <summary>getsockopt(2).</summary>
    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetOption(
        FileDescriptor socket, int level, int option, ref byte value, ref uint length);

    /// <summary>send(2).</summary>
    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(FileDescriptor socket, in byte buffer, nint length, int flags);

    /// <summary>recv(2).</summary>
    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(FileDescriptor socket, ref byte buffer, nint length, int flags);

    /// <summary>sendmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(FileDescriptor socket, in MessageHeader message, int flags);

    /// <summary>recvmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint ReceiveMessage(FileDescriptor socket, ref MessageHeader message, int flags);

    /// <summary>Sets an option of int type; false with errno kept when the kernel refuses it.</summary>
    internal static bool TrySetOption(FileDescriptor socket, int level, int option, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        MemoryMarshal.Write(bytes, value);
        return SetOption(socket, level, option, in MemoryMarshal.GetReference(bytes), 4) == 0;
    }
}

/// <summary>struct msghdr on a 64-bit machine: 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageHeader
{
    public nint Name;
    public nuint NameLength;
    public nint Vectors;
    public nuint VectorCount;
    public nint Control;
    public nuint ControlLength;
    public nint Flags;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoVector
{
    public nint Base;
    public nuint Length;
}
