using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Primitives;

namespace Margay.Tests.E2e.Lab.Traffic;

/// <summary>What a virtual machine sends when it begins to run: an ARP request for its own address (RFC 5227 §3).</summary>
internal static class ArpAnnouncement
{
    private const ushort EtherArp = 0x0806;

    /// <summary>Sends one out of a pod's <c>eth0</c>.</summary>
    public static void Send(string netns, IPAddress address)
    {
        using var place = NetnsHandle.Open(netns);
        Netns.Run(place, () =>
        {
            using var links = NetlinkSocket.Open(NetlinkProtocol.Route);
            var link = new LinkTable(links).Find("eth0")!;
            using var socket = new Socket(AddressFamily.Packet, SocketType.Raw, 0);
            socket.SendTo(Frame(link.Mac, address), new LinkEndPoint(link.Index));
        });
    }

    private static byte[] Frame(MacAddr sender, IPAddress address)
    {
        var frame = new byte[42];
        frame.AsSpan(0, 6).Fill(0xff);
        sender.WriteTo(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), EtherArp);
        ((byte[])[0, 1, 8, 0, 6, 4, 0, 1]).CopyTo(frame, 14);
        sender.WriteTo(frame.AsSpan(22));
        address.GetAddressBytes().CopyTo(frame, 28);
        address.GetAddressBytes().CopyTo(frame, 38);
        return frame;
    }

    /// <summary>struct sockaddr_ll of an interface.</summary>
    private sealed class LinkEndPoint(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], EtherArp);
            BinaryPrimitives.WriteInt32LittleEndian(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
