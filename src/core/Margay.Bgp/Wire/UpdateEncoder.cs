using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Appends UPDATE messages, as many as the prefixes need. Never more than 4096 bytes each.</summary>
/// <remarks>
/// IPv4 prefixes stand in the message's own fields, except with an IPv6 next hop (RFC 8950), which only MP_REACH_NLRI can
/// say; whether the peer takes that is for the caller to know. IPv6 prefixes stand in the MP attributes (RFC 4760).
/// </remarks>
public static class UpdateEncoder
{
    // Before the body's first field, between its two, and the head of an attribute of two octets' length.
    private const int FixedLength = MessageFrame.HeaderLength + 4;
    private const int AttributeHead = 4;

    // AFI, SAFI, next hop's length, a next hop of 32, the reserved octet.
    private const int MpReachHead = AttributeHead + 3 + 1 + 32 + 1;

    /// <summary>Announces prefixes of one family with the same attributes.</summary>
    /// <returns>False, with nothing appended: the attributes leave no room for a prefix, so that the route cannot be said.</returns>
    public static bool Announce(BgpWriter writer, PathAttributes attributes, ReadOnlySpan<Nlri> routes, UpdateFormat format)
    {
        if (routes.IsEmpty) return true;
        var family = routes[0].Prefix.Family;
        var inMp = family == IpFamily.V6 || attributes.NextHop.IsV6;
        var head = new BgpWriter(512);
        AttributeEncoder.Write(head, attributes, format, withNextHop: !inMp);
        var room = MessageFrame.MaxLength - FixedLength - head.Length - (inMp ? MpReachHead : 0);
        if (room < NlriCodec.LengthOf(new Nlri(routes[0].Prefix.Last.ToHostCidr()), withPathId: true)) return false;

        while (!routes.IsEmpty)
        {
            var count = Fitting(routes, room, HasPathIds(family, format));
            var start = MessageFrame.Begin(writer, MessageType.Update);
            writer.UInt16(0);
            var length = writer.BeginLength(2);
            if (inMp) MpReach(writer, attributes, family, routes[..count], format);
            writer.Bytes(head.Written);
            writer.EndLength(length);
            if (!inMp) Prefixes(writer, routes[..count], HasPathIds(family, format));
            MessageFrame.End(writer, start);
            routes = routes[count..];
        }

        return true;
    }

    /// <summary>Withdraws prefixes of one family.</summary>
    public static void Withdraw(BgpWriter writer, ReadOnlySpan<Nlri> routes, UpdateFormat format)
    {
        while (!routes.IsEmpty)
        {
            var family = routes[0].Prefix.Family;
            var withPathIds = HasPathIds(family, format);
            var count = Fitting(routes, MessageFrame.MaxLength - FixedLength - AttributeHead - 3, withPathIds);
            var start = MessageFrame.Begin(writer, MessageType.Update);
            var withdrawn = writer.BeginLength(2);
            if (family == IpFamily.V4) Prefixes(writer, routes[..count], withPathIds);
            writer.EndLength(withdrawn);
            var attributes = writer.BeginLength(2);
            if (family == IpFamily.V6)
            {
                var unreach = AttributeEncoder.BeginWide(writer, AttributeFlags.Optional, AttributeType.MpUnreach);
                writer.Family(AddressFamily.V6Unicast);
                Prefixes(writer, routes[..count], withPathIds);
                writer.EndLength(unreach);
            }

            writer.EndLength(attributes);
            MessageFrame.End(writer, start);
            routes = routes[count..];
        }
    }

    /// <summary>Says that a family's first flood ends here (RFC 4724 §2).</summary>
    public static void EndOfRib(BgpWriter writer, AddressFamily family)
    {
        var start = MessageFrame.Begin(writer, MessageType.Update);
        writer.UInt16(0);
        var attributes = writer.BeginLength(2);
        if (family != AddressFamily.V4Unicast)
        {
            var unreach = AttributeEncoder.BeginWide(writer, AttributeFlags.Optional, AttributeType.MpUnreach);
            writer.Family(family);
            writer.EndLength(unreach);
        }

        writer.EndLength(attributes);
        MessageFrame.End(writer, start);
    }

    private static void MpReach(BgpWriter writer, PathAttributes attributes, IpFamily family, ReadOnlySpan<Nlri> routes, UpdateFormat format)
    {
        // RFC 7606 §5.1: first, so that a fault in what follows leaves the prefixes known.
        var reach = AttributeEncoder.BeginWide(writer, AttributeFlags.Optional, AttributeType.MpReach);
        writer.Family(family == IpFamily.V4 ? AddressFamily.V4Unicast : AddressFamily.V6Unicast);
        var hop = writer.BeginLength(1);
        writer.Address(attributes.NextHop);
        if (!attributes.LinkLocalNextHop.IsNone) writer.Address(attributes.LinkLocalNextHop);
        writer.EndLength(hop);
        writer.Byte(0);
        Prefixes(writer, routes, HasPathIds(family, format));
        writer.EndLength(reach);
    }

    private static void Prefixes(BgpWriter writer, ReadOnlySpan<Nlri> routes, bool withPathIds)
    {
        foreach (var route in routes) NlriCodec.Write(writer, route, withPathIds);
    }

    private static int Fitting(ReadOnlySpan<Nlri> routes, int room, bool withPathIds)
    {
        var count = 0;
        while (count < routes.Length && (room -= NlriCodec.LengthOf(routes[count], withPathIds)) >= 0) count++;
        return count;
    }

    private static bool HasPathIds(IpFamily family, UpdateFormat format) => family == IpFamily.V4 ? format.V4PathIds : format.V6PathIds;
}
