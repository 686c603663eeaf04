using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>One descriptor alongside the bytes of a unix socket (SCM_RIGHTS, unix(7), cmsg(3)).</summary>
internal static class DescriptorPassing
{
    private const int RightsType = 1;
    private const int ControlHeaderLength = 16;          // struct cmsghdr: size_t length, int level, int type
    private const int ControlLength = ControlHeaderLength + 4;
    private const int ControlSpace = ControlHeaderLength + 8;

    // Room for more than one, so that a peer that sends several does not make the kernel cut the list.
    private const int MaxReceived = 8;

    /// <summary>sendmsg(2); the bytes sent, or -1 with errno.</summary>
    internal static unsafe int Send(FileDescriptor socket, ReadOnlySpan<byte> bytes, FileDescriptor? descriptor)
    {
        var control = stackalloc byte[ControlSpace];
        var keepOpen = false;
        try
        {
            // The pinned span and the stack outlive the call, the only time the kernel reads them.
            fixed (byte* data = bytes)
            {
                var vector = new IoVector { Base = (nint)data, Length = (nuint)bytes.Length };
                var message = new MessageHeader { Vectors = (nint)(&vector), VectorCount = 1 };
                if (descriptor is not null)
                {
                    descriptor.DangerousAddRef(ref keepOpen);
                    *(nuint*)control = ControlLength;
                    ((int*)control)[2] = SocketCalls.LevelSocket;
                    ((int*)control)[3] = RightsType;
                    ((int*)control)[4] = descriptor.Number;
                    ((int*)control)[5] = 0;
                    message.Control = (nint)control;
                    message.ControlLength = ControlSpace;
                }

                return (int)SocketCalls.SendMessage(socket, in message, SocketCalls.NoSignal);
            }
        }
        finally
        {
            if (keepOpen) descriptor!.DangerousRelease();
        }
    }

    /// <summary>recvmsg(2); the bytes received, or -1 with errno. Of several descriptors the first is kept.</summary>
    internal static unsafe int Receive(FileDescriptor socket, Span<byte> buffer, out FileDescriptor? descriptor)
    {
        const int Space = ControlHeaderLength + (4 * MaxReceived);
        descriptor = null;
        var control = stackalloc byte[Space];

        // The pinned span and the stack outlive the call, the only time the kernel writes them.
        fixed (byte* data = buffer)
        {
            var vector = new IoVector { Base = (nint)data, Length = (nuint)buffer.Length };
            var message = new MessageHeader
            {
                Vectors = (nint)(&vector),
                VectorCount = 1,
                Control = (nint)control,
                ControlLength = Space,
            };
            var length = (int)SocketCalls.ReceiveMessage(socket, ref message, SocketCalls.ReceivedCloseOnExec);
            if (length >= 0 && message.ControlLength >= ControlLength)
                descriptor = TakeFirst(new ReadOnlySpan<byte>(control, (int)message.ControlLength));
            return length;
        }
    }

    /// <summary>
    /// Owns every descriptor the kernel has already installed: the first is returned, the others are closed.
    /// </summary>
    private static FileDescriptor? TakeFirst(ReadOnlySpan<byte> control)
    {
        var length = Math.Min((int)MemoryMarshal.Read<nuint>(control), control.Length);
        var isRights = MemoryMarshal.Read<int>(control[8..]) == SocketCalls.LevelSocket
            && MemoryMarshal.Read<int>(control[12..]) == RightsType;
        if (!isRights) return null;
        FileDescriptor? first = null;
        for (var at = ControlHeaderLength; at + 4 <= length; at += 4)
        {
            var received = new FileDescriptor(MemoryMarshal.Read<int>(control[at..]));
            if (first is null) first = received;
            else received.Dispose();
        }

        return first;
    }
}
