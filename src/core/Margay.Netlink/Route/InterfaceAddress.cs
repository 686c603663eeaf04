using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>An address of a link, with the length of the prefix that is on the link.</summary>
public readonly record struct InterfaceAddress(int LinkIndex, IpAddr Address, int PrefixLength);

/// <summary>When the host sends with an address by itself.</summary>
public enum AddressUse : byte
{
    /// <summary>When it suits a destination.</summary>
    Free,

    /// <summary>Only where a program asks for it: IPv4 with scope host, IPv6 deprecated (RFC 6724 §5, rule 3).</summary>
    WhenAskedFor,
}

/// <summary>Messages about addresses of links (RTM_*ADDR, struct ifaddrmsg, rtnetlink(7)).</summary>
public static class AddressCodec
{
    private const int HeaderLength = 8;      // struct ifaddrmsg: family, prefixlen, flags, scope, index
    private const int IndexOffset = 4;
    private const ushort AddressAttribute = 1;
    private const ushort LocalAttribute = 2;
    private const int ScopeOffset = 3;
    private const byte NoDuplicateDetection = 2;
    private const byte HostScope = 254;      // RT_SCOPE_HOST
    private const ushort CacheInfo = 6;      // IFA_CACHEINFO, struct ifa_cacheinfo: preferred, valid lifetime, two time stamps
    private const int CacheInfoLength = 16;

    /// <summary>Adds an address; one that is there already stays and is no error.</summary>
    /// <remarks>IPv6 addresses are usable at once: duplicate address detection is off (IFA_F_NODAD).</remarks>
    public static void WriteAdd(NetlinkWriter writer, uint sequence, in InterfaceAddress address, AddressUse use = AddressUse.Free) =>
        Write(
            writer,
            RouteMessageType.NewAddress,
            NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Replace,
            sequence,
            address,
            use);

    /// <summary>Removes an address; EADDRNOTAVAIL when it is not there.</summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, in InterfaceAddress address) =>
        Write(writer, RouteMessageType.DeleteAddress, NetlinkFlags.Request | NetlinkFlags.Ack, sequence, address);

    /// <summary>Asks for the addresses of one link, or of all when <paramref name="linkIndex"/> is 0.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence, int linkIndex = 0)
    {
        writer.Begin(RouteMessageType.GetAddress, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(writer.Reserve(HeaderLength)[IndexOffset..], linkIndex);
        writer.End();
    }

    /// <summary>
    /// Decodes a NewAddress or DeleteAddress message; false for other types and malformed ones. Never throws.
    /// </summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out InterfaceAddress address)
    {
        address = default;
        if (header.Type is not (RouteMessageType.NewAddress or RouteMessageType.DeleteAddress)) return false;
        if (payload.Length < HeaderLength) return false;
        IpAddr local = default, peer = default;
        var attributes = new AttributeReader(payload[HeaderLength..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            // On a point-to-point link ADDRESS is the other end's; IPv6 has only ADDRESS.
            if (type == LocalAttribute) IpAddr.TryFromBytes(value, out local);
            else if (type == AddressAttribute) IpAddr.TryFromBytes(value, out peer);
        }

        var index = BinaryPrimitives.ReadInt32LittleEndian(payload[IndexOffset..]);
        address = new InterfaceAddress(index, local.IsNone ? peer : local, payload[1]);
        return !address.Address.IsNone;
    }

    private static void Write(NetlinkWriter writer, ushort type, int flags, uint sequence, in InterfaceAddress address, AddressUse use = AddressUse.Free)
    {
        writer.Begin(type, (ushort)flags, sequence);
        var header = writer.Reserve(HeaderLength);
        header[0] = AddressFamilyNumber.Of(address.Address.Family);
        header[1] = (byte)address.PrefixLength;
        if (address.Address.IsV6) header[2] = NoDuplicateDetection;
        else if (use == AddressUse.WhenAskedFor) header[ScopeOffset] = HostScope;
        BinaryPrimitives.WriteInt32LittleEndian(header[IndexOffset..], address.LinkIndex);
        writer.PutAddress(LocalAttribute, address.Address);
        writer.PutAddress(AddressAttribute, address.Address);
        if (use == AddressUse.WhenAskedFor && address.Address.IsV6) PutDeprecated(writer);
        writer.End();
    }

    /// <summary>Valid for ever and preferred never.</summary>
    private static void PutDeprecated(NetlinkWriter writer)
    {
        var info = new byte[CacheInfoLength];
        BinaryPrimitives.WriteUInt32LittleEndian(info.AsSpan(4), uint.MaxValue);
        writer.Put(CacheInfo, info);
    }
}
