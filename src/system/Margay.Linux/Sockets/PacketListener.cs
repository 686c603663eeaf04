using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>One instruction of classic BPF, as socket filters are made of.</summary>
/// <param name="Code">Operation and addressing mode.</param>
/// <param name="IfTrue">How many instructions a jump skips if its condition holds.</param>
/// <param name="IfFalse">The same if it does not.</param>
/// <param name="Operand">The constant or offset.</param>
public readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

/// <summary>Hears the frames of one interface that a filter lets through: packet(7).</summary>
/// <remarks>The kernel keeps as many as the socket's buffer takes, and drops what comes beyond.</remarks>
public sealed class PacketListener : IDisposable
{
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;
    private const int AddressLength = 20;
    private const ushort AllProtocols = 3;

    private readonly Socket _socket;

    private PacketListener(Socket socket) => _socket = socket;

    /// <summary>Listens from now on, in the caller's network namespace.</summary>
    /// <param name="interfaceIndex">The interface. It must be up: the first receive fails otherwise.</param>
    /// <param name="filter">What is let through.</param>
    /// <exception cref="LinuxException">There is no such interface, or the filter is refused.</exception>
    public static PacketListener Open(int interfaceIndex, ReadOnlySpan<FilterInstruction> filter)
    {
        // A socket of protocol 0 hears nothing before it is bound: nothing comes in without the filter.
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, 0);
        try
        {
            Attach(socket, filter);
            socket.Bind(new InterfaceEndPoint(interfaceIndex));
            return new PacketListener(socket);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new LinuxException($"listen on interface {interfaceIndex}", refused.NativeErrorCode, refused.Message);
        }
    }

    /// <summary>The next frame, from its Ethernet header on; what does not fit is cut off.</summary>
    /// <exception cref="LinuxException">The interface went down or away (ENETDOWN).</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken stop)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, stop).ConfigureAwait(false);
        }
        catch (SocketException lost)
        {
            throw new LinuxException("receive from an interface", lost.NativeErrorCode, lost.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Attach(Socket socket, ReadOnlySpan<FilterInstruction> filter)
    {
        var program = new byte[filter.Length * 8];
        for (var i = 0; i < filter.Length; i++)
        {
            var at = program.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, filter[i].Code);
            (at[2], at[3]) = (filter[i].IfTrue, filter[i].IfFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], filter[i].Operand);
        }

        // struct sock_fprog: the number of instructions, and after padding where they are. The kernel copies them.
        var pinned = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            var option = new byte[16];
            BinaryPrimitives.WriteUInt16LittleEndian(option, (ushort)filter.Length);
            BinaryPrimitives.WriteInt64LittleEndian(option.AsSpan(8), pinned.AddrOfPinnedObject());
            socket.SetRawSocketOption(SolSocket, SoAttachFilter, option);
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>struct sockaddr_ll: the protocol in network order, and the interface.</summary>
    private sealed class InterfaceEndPoint(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, AddressLength);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], AllProtocols);
            BinaryPrimitives.WriteInt32LittleEndian(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
