using System.Buffers.Binary;
using System.Text;
using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>Messages about links (RTM_*LINK, struct ifinfomsg, rtnetlink(7)).</summary>
public static class LinkCodec
{
    private const int HeaderLength = 16;     // struct ifinfomsg: family, pad, type, index, flags, change
    private const int IndexOffset = 4;
    private const int FlagsOffset = 8;
    private const int ChangeOffset = 12;
    private const uint SkipStatistics = 8;   // RTEXT_FILTER_SKIP_STATS
    private const ushort ChangeFlags = NetlinkFlags.Request | NetlinkFlags.Ack;
    private const ushort MakeFlags = ChangeFlags | NetlinkFlags.Create | NetlinkFlags.Exclusive;

    /// <summary>Makes a veth pair. A far end with a namespace is born there: it is never seen in this one.</summary>
    /// <remarks>EEXIST when a name is taken; the pair is made whole or not at all.</remarks>
    public static void WriteCreateVeth(NetlinkWriter writer, uint sequence, in VethEnd near, in VethEnd far)
    {
        writer.Begin(RouteMessageType.NewLink, MakeFlags, sequence);
        WriteVethEnd(writer, near);
        var info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.Put(LinkAttribute.InfoKind, "veth\0"u8);
        var data = writer.BeginNest(LinkAttribute.InfoData);
        var peer = writer.BeginNest(LinkAttribute.VethPeer);
        WriteVethEnd(writer, far);
        writer.EndNest(peer);
        writer.EndNest(data);
        writer.EndNest(info);
        writer.End();
    }

    /// <summary>Makes a bridge without ports.</summary>
    public static void WriteCreateBridge(NetlinkWriter writer, uint sequence, string name)
    {
        writer.Begin(RouteMessageType.NewLink, MakeFlags, sequence);
        WriteHeader(writer, 0, null);
        writer.PutString(LinkAttribute.Name, name);
        var info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.Put(LinkAttribute.InfoKind, "bridge\0"u8);
        writer.EndNest(info);
        writer.End();
    }

    /// <summary>Makes a VXLAN device that does not learn.</summary>
    public static void WriteCreateVxlan(NetlinkWriter writer, uint sequence, in VxlanSpec spec)
    {
        writer.Begin(RouteMessageType.NewLink, MakeFlags, sequence);
        WriteHeader(writer, 0, null);
        writer.PutString(LinkAttribute.Name, spec.Name);
        WriteMtuAndMac(writer, spec.Mtu, spec.Mac);
        var info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.Put(LinkAttribute.InfoKind, "vxlan\0"u8);
        var data = writer.BeginNest(LinkAttribute.InfoData);
        writer.PutU32(LinkAttribute.VxlanId, spec.Vni);
        writer.PutU32(LinkAttribute.VxlanLink, (uint)spec.ParentIndex);
        writer.PutAddress(spec.Local.IsV4 ? LinkAttribute.VxlanLocalV4 : LinkAttribute.VxlanLocalV6, spec.Local);
        writer.PutU8(LinkAttribute.VxlanLearning, 0);
        writer.PutU16Be(LinkAttribute.VxlanPort, spec.Port);
        writer.EndNest(data);
        writer.EndNest(info);
        writer.End();
    }

    /// <summary>Makes an IPIP device that takes each packet's far end from its route.</summary>
    /// <remarks>EOPNOTSUPP on a kernel without such devices.</remarks>
    public static void WriteCreateIpip(NetlinkWriter writer, uint sequence, string name)
    {
        writer.Begin(RouteMessageType.NewLink, MakeFlags, sequence);
        WriteHeader(writer, 0, null);
        writer.PutString(LinkAttribute.Name, name);
        var info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.Put(LinkAttribute.InfoKind, "ipip\0"u8);
        writer.EndNest(info);
        writer.End();
    }

    /// <summary>Changes the link with this index.</summary>
    public static void WriteChange(NetlinkWriter writer, uint sequence, int index, in LinkChange change)
    {
        writer.Begin(RouteMessageType.SetLink, ChangeFlags, sequence);
        WriteHeader(writer, index, change.IsUp);
        if (change.Name is { } name) writer.PutString(LinkAttribute.Name, name);
        WriteMtuAndMac(writer, change.Mtu ?? 0, change.Mac);
        if (change.Master is { } master) writer.PutU32(LinkAttribute.Master, (uint)master);
        if (change.Alias is { } alias) writer.Put(LinkAttribute.Alias, Encoding.UTF8.GetBytes(alias));
        if (change.NetnsFd is { } netns) writer.PutU32(LinkAttribute.NetnsFd, (uint)netns);
        writer.End();
    }

    /// <summary>Deletes the link with this index; a veth takes its other end along.</summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, int index)
    {
        writer.Begin(RouteMessageType.DeleteLink, ChangeFlags, sequence);
        WriteHeader(writer, index, null);
        writer.End();
    }

    /// <summary>Asks for one link by name; ENODEV when there is none.</summary>
    public static void WriteGet(NetlinkWriter writer, uint sequence, string name)
    {
        writer.Begin(RouteMessageType.GetLink, NetlinkFlags.Request, sequence);
        WriteHeader(writer, 0, null);
        writer.PutString(LinkAttribute.Name, name);
        writer.PutU32(LinkAttribute.ExtendedMask, SkipStatistics);
        writer.End();
    }

    /// <summary>Asks for every link.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(RouteMessageType.GetLink, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        WriteHeader(writer, 0, null);
        writer.PutU32(LinkAttribute.ExtendedMask, SkipStatistics);
        writer.End();
    }

    /// <summary>
    /// Decodes a NewLink or DeleteLink message; false for other types and truncated ones. Never throws.
    /// </summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out Link link)
    {
        link = new Link(0, "", "", LinkFlags.None, 0, default, 0, 0);
        if (header.Type is not (RouteMessageType.NewLink or RouteMessageType.DeleteLink)) return false;
        if (payload.Length < HeaderLength) return false;
        string name = "", kind = "", alias = "";
        VxlanSpec? vxlan = null;
        int mtu = 0, master = 0, peer = 0;
        MacAddr mac = default;
        var attributes = new AttributeReader(payload[HeaderLength..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type)
            {
                case LinkAttribute.Name: name = AttributeValue.Text(value); break;
                case LinkAttribute.Mtu: mtu = (int)AttributeValue.U32(value); break;
                case LinkAttribute.Address: MacAddr.TryFromBytes(value, out mac); break;
                case LinkAttribute.Master: master = (int)AttributeValue.U32(value); break;
                case LinkAttribute.Link: peer = (int)AttributeValue.U32(value); break;
                case LinkAttribute.Alias: alias = AttributeValue.Text(value); break;
                case LinkAttribute.LinkInfo: (kind, vxlan) = InfoOf(value); break;
            }
        }

        var index = BinaryPrimitives.ReadInt32LittleEndian(payload[IndexOffset..]);
        var flags = (LinkFlags)BinaryPrimitives.ReadUInt32LittleEndian(payload[FlagsOffset..]);
        link = new Link(index, name, kind, flags, mtu, mac, master, peer)
        {
            Alias = alias,
            Vxlan = vxlan is { } spec ? spec with { Name = name, Mtu = mtu, Mac = mac } : null,
        };
        return true;
    }

    private static (string Kind, VxlanSpec? Vxlan) InfoOf(ReadOnlySpan<byte> linkInfo)
    {
        var kind = "";
        ReadOnlySpan<byte> data = [];
        var attributes = new AttributeReader(linkInfo);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == LinkAttribute.InfoKind) kind = AttributeValue.Text(value);
            else if (type == LinkAttribute.InfoData) data = value;
        }

        return (kind, kind == "vxlan" ? VxlanOf(data) : null);
    }

    private static VxlanSpec VxlanOf(ReadOnlySpan<byte> data)
    {
        uint vni = 0;
        IpAddr local = default;
        int parent = 0;
        ushort port = 0;
        var attributes = new AttributeReader(data);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type)
            {
                case LinkAttribute.VxlanId: vni = AttributeValue.U32(value); break;
                case LinkAttribute.VxlanLink: parent = (int)AttributeValue.U32(value); break;
                case LinkAttribute.VxlanLocalV4 or LinkAttribute.VxlanLocalV6: IpAddr.TryFromBytes(value, out local); break;
                case LinkAttribute.VxlanPort when value.Length >= 2: port = BinaryPrimitives.ReadUInt16BigEndian(value); break;
            }
        }

        return new VxlanSpec("", vni, local, parent, port);
    }

    private static void WriteVethEnd(NetlinkWriter writer, in VethEnd end)
    {
        WriteHeader(writer, 0, null);
        writer.PutString(LinkAttribute.Name, end.Name);
        WriteMtuAndMac(writer, end.Mtu, end.Mac);
        if (end.NetnsFd >= 0) writer.PutU32(LinkAttribute.NetnsFd, (uint)end.NetnsFd);
    }

    private static void WriteMtuAndMac(NetlinkWriter writer, int mtu, MacAddr? mac)
    {
        if (mtu > 0) writer.PutU32(LinkAttribute.Mtu, (uint)mtu);
        if (mac is { } address) address.WriteTo(writer.Attribute(LinkAttribute.Address, 6));
    }

    private static void WriteHeader(NetlinkWriter writer, int index, bool? up)
    {
        var header = writer.Reserve(HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[IndexOffset..], index);
        if (up is not { } value) return;
        BinaryPrimitives.WriteUInt32LittleEndian(header[FlagsOffset..], value ? (uint)LinkFlags.Up : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChangeOffset..], (uint)LinkFlags.Up);
    }
}
