using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>Options of netlink sockets (netlink(7), socket(7)).</summary>
internal static class NetlinkOption
{
    internal const int AddMembership = 1;

    private const int CapAck = 10;
    private const int ExtendedAck = 11;
    private const int StrictCheck = 12;
    private const int SendBuffer = 7;
    private const int ReceiveBuffer = 8;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;
    private const int SocketAddressLength = 12;    // struct sockaddr_nl: family, pad, pid, groups
    private const int PortOffset = 4;

    // A batch is one send and must fit; bursts of events must not be lost. Memory is taken only for what is queued.
    private const int BufferBytes = 16 << 20;

    /// <summary>
    /// Buffers, error texts, strict dumps (which let the kernel filter), and a port number of its own, which is
    /// returned.
    /// </summary>
    internal static uint Prepare(FileDescriptor socket, NetlinkProtocol protocol)
    {
        Resize(socket, SendBufferForce, SendBuffer);
        Resize(socket, ReceiveBufferForce, ReceiveBuffer);
        Require(socket, CapAck, "NETLINK_CAP_ACK");
        Require(socket, ExtendedAck, "NETLINK_EXT_ACK");
        if (protocol == NetlinkProtocol.Route) Require(socket, StrictCheck, "NETLINK_GET_STRICT_CHK");

        Span<byte> address = stackalloc byte[SocketAddressLength];
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, SocketCalls.FamilyNetlink);
        if (SocketCalls.Bind(socket, in MemoryMarshal.GetReference(address), SocketAddressLength) != 0)
            throw LinuxException.Last("bind AF_NETLINK");
        uint length = SocketAddressLength;
        if (SocketCalls.Name(socket, ref MemoryMarshal.GetReference(address), ref length) != 0)
            throw LinuxException.Last("getsockname AF_NETLINK");
        return BinaryPrimitives.ReadUInt32LittleEndian(address[PortOffset..]);
    }

    /// <summary>Beyond net.core.*mem_max where CAP_NET_ADMIN allows it, else as large as that limit.</summary>
    private static void Resize(FileDescriptor socket, int force, int polite)
    {
        if (SocketCalls.TrySetOption(socket, SocketCalls.LevelSocket, force, BufferBytes)) return;
        if (!SocketCalls.TrySetOption(socket, SocketCalls.LevelSocket, polite, BufferBytes))
            throw LinuxException.Last("setsockopt buffer size");
    }

    private static void Require(FileDescriptor socket, int option, string name)
    {
        if (!SocketCalls.TrySetOption(socket, SocketCalls.LevelNetlink, option, 1))
            throw LinuxException.Last($"setsockopt {name}");
    }
}
