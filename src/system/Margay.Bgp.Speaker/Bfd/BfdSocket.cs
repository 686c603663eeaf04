using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Margay.Bgp.Bfd;

namespace Margay.Bgp.Speaker.Bfd;

/// <summary>What Linux does for BFD of a single hop (RFC 5881 §4, §5).</summary>
internal static class BfdSocket
{
    private const int MaxTtl = 255;
    private const int Attempts = 32;
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;
    private const int IpTos = 1;
    private const int Ipv6Tclass = 67;

    /// <summary>DSCP CS6, for what keeps the network together (RFC 4594 §3.1).</summary>
    private const int NetworkControl = 0xc0;

    // socket(7), SO_ATTACH_FILTER: one classic BPF instruction is a u16 code, two u8 jumps and a u32 operand.
    private const ushort LoadByte = 0x30;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint NetworkHeader = 0xfff00000;
    private const uint Ipv4Ttl = 8;
    private const uint Ipv6HopLimit = 7;

    /// <summary>A socket that gets datagrams whose hop limit nobody has lowered (RFC 5881 §5); the kernel drops all others.</summary>
    /// <exception cref="SocketException">The address cannot be had, or the port is somebody else's.</exception>
    public static Socket Listen(IPEndPoint at, Func<AddressFamily, SocketType, Socket> open)
    {
        var socket = open(at.AddressFamily, SocketType.Dgram);
        try
        {
            socket.Blocking = false;
            if (at.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            AttachFilter(socket, at.AddressFamily == AddressFamily.InterNetwork ? Ipv4Ttl : Ipv6HopLimit);
            socket.Bind(at);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SocketException(error.ErrorCode, $"BFD at {at}: {error.Message}");
        }
    }

    /// <summary>A socket to send one session's packets from, at a port of its own.</summary>
    /// <exception cref="SocketException">The source address cannot be had.</exception>
    public static Socket ForSending(BfdPeer peer, Func<AddressFamily, SocketType, Socket> open)
    {
        var family = peer.EndPoint.AddressFamily;
        var any = family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        var socket = open(family, SocketType.Dgram);
        try
        {
            socket.Blocking = false;
            socket.Ttl = MaxTtl;
            var mark = BitConverter.GetBytes(NetworkControl);
            if (family == AddressFamily.InterNetwork) socket.SetRawSocketOption((int)ProtocolType.IP, IpTos, mark);
            else socket.SetRawSocketOption((int)ProtocolType.IPv6, Ipv6Tclass, mark);
            for (var i = 1; ; i++)
            {
                try
                {
                    var port = Random.Shared.Next(BfdPacket.FirstSourcePort, IPEndPoint.MaxPort + 1);
                    socket.Bind(new IPEndPoint(peer.Source.IsNone ? any : peer.Source.ToIPAddress(), port));
                    return socket;
                }
                catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && i < Attempts)
                {
                    // Another port, then.
                }
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void AttachFilter(Socket socket, uint hopLimit)
    {
        var program = new byte[4 * 8];
        Instruction(program, LoadByte, 0, 0, NetworkHeader + hopLimit);
        Instruction(program.AsSpan(8), JumpIfEqual, 0, 1, MaxTtl);
        Instruction(program.AsSpan(16), Return, 0, 0, uint.MaxValue);
        Instruction(program.AsSpan(24), Return, 0, 0, 0);

        // struct sock_fprog: the number of instructions, and after padding where they are. The kernel copies them.
        var pinned = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            var filter = new byte[16];
            BinaryPrimitives.WriteUInt16LittleEndian(filter, 4);
            BinaryPrimitives.WriteInt64LittleEndian(filter.AsSpan(8), pinned.AddrOfPinnedObject());
            socket.SetRawSocketOption(SolSocket, SoAttachFilter, filter);
        }
        finally
        {
            pinned.Free();
        }
    }

    private static void Instruction(Span<byte> at, ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, code);
        (at[2], at[3]) = (ifTrue, ifFalse);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], operand);
    }
}
