using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>What Linux does for BGP's connections: signatures and the hop limit.</summary>
internal static class BgpSocket
{
    private const int TcpMd5Sig = 14;
    private const int Md5StructLength = 216;
    private const int Md5KeyLengthOffset = 130;
    private const int Md5KeyOffset = 136;
    private const int MaxPassword = 80;
    private const int IpMinTtl = 21;
    private const int Ipv6MinHopCount = 73;
    private const byte MaxTtl = 255;

    /// <summary>RFC 2385: segments from and to the peer are signed, and dropped by the kernel if they are not. On a listener too.</summary>
    public static void Sign(Socket socket, IpAddr peer, string? password)
    {
        // struct tcp_md5sig: sockaddr_storage, flags, prefix length, key length, interface, key.
        var key = Encoding.UTF8.GetBytes(password ?? "");
        if (key.Length > MaxPassword) throw new ArgumentException($"the password for {peer} has {key.Length} bytes; the kernel takes {MaxPassword}");
        var value = new byte[Md5StructLength];
        var address = new IPEndPoint(peer.ToIPAddress(), 0).Serialize();
        address.Buffer[..address.Size].CopyTo(value);
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(Md5KeyLengthOffset), (ushort)key.Length);
        key.CopyTo(value, Md5KeyOffset);
        socket.SetRawSocketOption((int)ProtocolType.Tcp, TcpMd5Sig, value);
    }

    /// <summary>RFC 5082: ours leave with 255, and theirs must have come over no more hops than allowed.</summary>
    public static void Secure(Socket socket, byte hops)
    {
        socket.Ttl = MaxTtl;
        SetLeastTtl(socket, MaxTtl - hops + 1);
    }

    /// <summary>
    /// The same on a listener, as far as it goes for all whom it hears: if one of them is secured, what it answers leaves with 255; if all of them
    /// are, connections from further away than any may be do not come about. What it accepts inherits both.
    /// </summary>
    public static void Secure(Socket listener, IReadOnlyCollection<byte?> hops)
    {
        if (hops.Any(one => one is not null)) listener.Ttl = MaxTtl;
        SetLeastTtl(listener, hops.Count > 0 && hops.All(one => one is not null) ? MaxTtl - (int)hops.Max()! + 1 : 0);
    }

    private static void SetLeastTtl(Socket socket, int ttl)
    {
        var least = BitConverter.GetBytes(ttl);
        if (socket.AddressFamily == AddressFamily.InterNetwork) socket.SetRawSocketOption((int)ProtocolType.IP, IpMinTtl, least);
        else socket.SetRawSocketOption((int)ProtocolType.IPv6, Ipv6MinHopCount, least);
    }
}
