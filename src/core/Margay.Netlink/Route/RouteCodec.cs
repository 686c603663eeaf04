using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>What a new route does when one with its destination, table and metric exists.</summary>
public enum RouteConflict
{
    /// <summary>The new one fails with EEXIST: what is there stays.</summary>
    Refuse,

    /// <summary>The new one takes its place without a gap.</summary>
    Replace,
}

/// <summary>Messages about routes (RTM_*ROUTE, struct rtmsg, rtnetlink(7)).</summary>
public static class RouteCodec
{
    private const int HeaderLength = 12;     // family, dst_len, src_len, tos, table, protocol, scope, type, flags
    private const int TableOffset = 4;
    private const int ProtocolOffset = 5;
    private const int ScopeOffset = 6;
    private const int TypeOffset = 7;
    private const int FlagsOffset = 8;
    private const uint OnLinkFlag = 4;       // RTNH_F_ONLINK
    private const byte ScopeNowhere = 255;   // RT_SCOPE_NOWHERE: a deletion matches any scope
    private const ushort MtuMetric = 2;      // RTAX_MTU
    private const uint FibMatchFlag = 0x2000; // RTM_F_FIB_MATCH: the route that matches, not the way of one packet
    private const int HopHeaderLength = 8;   // struct rtnexthop: len, flags, hops, ifindex
    private const int AttributeHeaderLength = 4;

    private const ushort DestinationAttribute = 1;
    private const ushort LinkAttributeType = 4;
    private const ushort GatewayAttribute = 5;
    private const ushort PriorityAttribute = 6;
    private const ushort PreferredSourceAttribute = 7;
    private const ushort MetricsAttribute = 8;
    private const ushort MultipathAttribute = 9;
    private const ushort TableAttribute = 15;

    /// <summary>Adds a route. Success is not acknowledged, failure always is.</summary>
    public static void WriteAdd(NetlinkWriter writer, uint sequence, in KernelRoute route, RouteConflict conflict)
    {
        var flags = conflict == RouteConflict.Replace ? NetlinkFlags.Replace : NetlinkFlags.Exclusive;
        writer.Begin(
            RouteMessageType.NewRoute, (ushort)(NetlinkFlags.Request | NetlinkFlags.Create | flags), sequence);
        WriteRoute(writer, route, (byte)route.Scope);
        if (!route.PreferredSource.IsNone) writer.PutAddress(PreferredSourceAttribute, route.PreferredSource);
        if (route.Mtu > 0)
        {
            var metrics = writer.BeginNest(MetricsAttribute);
            writer.PutU32(MtuMetric, route.Mtu);
            writer.EndNest(metrics);
        }

        writer.End();
    }

    /// <summary>
    /// Deletes the route with this destination, table, metric, type, protocol, link and gateway; ESRCH when there is
    /// none. Another protocol's route to the same prefix is never hit.
    /// </summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, in KernelRoute route)
    {
        writer.Begin(RouteMessageType.DeleteRoute, NetlinkFlags.Request, sequence);
        WriteRoute(writer, route, ScopeNowhere);
        writer.End();
    }

    /// <summary>
    /// Asks for the routes of one family and protocol in one table. Kernels before 4.20 send all: check again.
    /// </summary>
    public static void WriteDump(
        NetlinkWriter writer,
        uint sequence,
        IpFamily family,
        RouteProtocol protocol,
        uint table = KernelRoute.MainTable)
    {
        writer.Begin(RouteMessageType.GetRoute, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        var header = writer.Reserve(HeaderLength);
        header[0] = AddressFamilyNumber.Of(family);
        header[ProtocolOffset] = protocol.Number;
        writer.PutU32(TableAttribute, table);
        writer.End();
    }

    /// <summary>
    /// Asks which route packets to an address take; ENETUNREACH and other errors when there is none. The answer is the route as it
    /// stands in its table (RTM_F_FIB_MATCH, since Linux 4.13).
    /// </summary>
    public static void WriteGet(NetlinkWriter writer, uint sequence, IpAddr destination) => WriteGet(writer, sequence, destination, FibMatchFlag);

    /// <summary>As <see cref="WriteGet(NetlinkWriter, uint, IpAddr)"/>, for one packet: the answer has the source address that it gets.</summary>
    public static void WriteLookup(NetlinkWriter writer, uint sequence, IpAddr destination) => WriteGet(writer, sequence, destination, flags: 0);

    /// <summary>
    /// Decodes a NewRoute or DeleteRoute message; false for other types and malformed ones. Never throws.
    /// </summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out KernelRoute route)
    {
        route = default;
        if (header.Type is not (RouteMessageType.NewRoute or RouteMessageType.DeleteRoute)) return false;
        if (payload.Length < HeaderLength) return false;
        var family = AddressFamilyNumber.ToFamily(payload[0]);
        if (family == IpFamily.None || payload[1] > IpAddr.BitLengthOf(family)) return false;
        var destination = IpAddr.Of(family, 0);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(payload[FlagsOffset..]);
        route = new KernelRoute
        {
            Table = payload[TableOffset],
            Protocol = new RouteProtocol(payload[ProtocolOffset]),
            Scope = (RouteScope)payload[ScopeOffset],
            Type = (RouteType)payload[TypeOffset],
            IsOnLink = (flags & OnLinkFlag) != 0,
        };
        var attributes = new AttributeReader(payload[HeaderLength..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type != DestinationAttribute) route = With(route, type, value);
            else if (!IpAddr.TryFromBytes(value, out destination)) return false;
        }

        if (destination.Family != family) return false;
        route = route with { Destination = Cidr.Create(destination, payload[1]) };
        if (route.Type == RouteType.Blackhole) route = route with { LinkIndex = 0 };
        return true;
    }

    private static void WriteGet(NetlinkWriter writer, uint sequence, IpAddr destination, uint flags)
    {
        writer.Begin(RouteMessageType.GetRoute, NetlinkFlags.Request, sequence);
        var header = writer.Reserve(HeaderLength);
        header[0] = AddressFamilyNumber.Of(destination.Family);
        header[1] = (byte)destination.BitLength;
        BinaryPrimitives.WriteUInt32LittleEndian(header[FlagsOffset..], flags);
        writer.PutAddress(DestinationAttribute, destination);
        writer.End();
    }

    private static KernelRoute With(KernelRoute route, ushort attribute, ReadOnlySpan<byte> value)
    {
        switch (attribute)
        {
            case TableAttribute: return route with { Table = AttributeValue.U32(value) };
            case PriorityAttribute: return route with { Metric = AttributeValue.U32(value) };
            case LinkAttributeType: return route with { LinkIndex = (int)AttributeValue.U32(value) };
            case MetricsAttribute: return route with { Mtu = MtuOf(value) };
            case GatewayAttribute:
                return IpAddr.TryFromBytes(value, out var gateway) ? route with { Gateway = gateway } : route;
            case PreferredSourceAttribute:
                return IpAddr.TryFromBytes(value, out var source) ? route with { PreferredSource = source } : route;
            case MultipathAttribute: return route with { Hops = HopsOf(value) };
            default: return route;
        }
    }

    private static void WriteRoute(NetlinkWriter writer, in KernelRoute route, byte scope)
    {
        var header = writer.Reserve(HeaderLength);
        header[0] = AddressFamilyNumber.Of(route.Destination.Family);
        header[1] = (byte)route.Destination.Length;
        // The header's table has 8 bits and 0 means "see the attribute"; the attribute holds every table.
        header[ProtocolOffset] = route.Protocol.Number;
        header[ScopeOffset] = scope;
        header[TypeOffset] = (byte)route.Type;
        if (route.IsOnLink) BinaryPrimitives.WriteUInt32LittleEndian(header[FlagsOffset..], OnLinkFlag);
        writer.PutU32(TableAttribute, route.Table);
        writer.PutAddress(DestinationAttribute, route.Destination.Network);
        writer.PutU32(PriorityAttribute, route.Metric);
        if (route.LinkIndex > 0) writer.PutU32(LinkAttributeType, (uint)route.LinkIndex);
        if (!route.Gateway.IsNone) writer.PutAddress(GatewayAttribute, route.Gateway);
        if (!route.Hops.IsEmpty) WriteHops(writer, route.Hops);
    }

    private static void WriteHops(NetlinkWriter writer, ValueArray<RouteHop> hops)
    {
        var nest = writer.BeginNest(MultipathAttribute);
        foreach (var hop in hops.Span)
        {
            var header = writer.Reserve(HopHeaderLength);
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(HopHeaderLength + AttributeHeaderLength + hop.Gateway.ByteLength));
            header[2] = (byte)(hop.IsOnLink ? OnLinkFlag : 0);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], hop.LinkIndex);
            writer.PutAddress(GatewayAttribute, hop.Gateway);
        }

        writer.EndNest(nest);
    }

    private static ValueArray<RouteHop> HopsOf(ReadOnlySpan<byte> value)
    {
        var hops = new List<RouteHop>();
        while (value.Length >= HopHeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(value);
            if (length < HopHeaderLength || length > value.Length) break;
            var hop = new RouteHop(default, BinaryPrimitives.ReadInt32LittleEndian(value[4..]), (value[2] & OnLinkFlag) != 0);
            var attributes = new AttributeReader(value[HopHeaderLength..length]);
            while (attributes.TryReadNext(out var type, out var content))
            {
                if (type == GatewayAttribute && IpAddr.TryFromBytes(content, out var gateway)) hop = hop with { Gateway = gateway };
            }

            hops.Add(hop);
            value = value[Math.Min((length + 3) & ~3, value.Length)..];
        }

        hops.Sort();
        return [.. hops];
    }

    private static uint MtuOf(ReadOnlySpan<byte> metrics)
    {
        var attributes = new AttributeReader(metrics);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == MtuMetric) return AttributeValue.U32(value);
        }

        return 0;
    }
}
