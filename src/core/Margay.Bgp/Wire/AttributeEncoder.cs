using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Appends path attributes in the order of their types (RFC 4271 §5), which is how BGP speakers send them.</summary>
internal static class AttributeEncoder
{
    /// <summary>Appends all attributes but those that hold prefixes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="attributes">What is said.</param>
    /// <param name="format">What was agreed on; to external peers LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST are not sent.</param>
    /// <param name="withNextHop">Whether NEXT_HOP is among them: the prefixes follow the attributes.</param>
    public static void Write(BgpWriter writer, PathAttributes attributes, UpdateFormat format, bool withNextHop)
    {
        var start = Begin(writer, AttributeFlags.WellKnown, AttributeType.Origin);
        writer.Byte((byte)attributes.Origin);
        writer.EndLength(start);

        start = BeginWide(writer, AttributeFlags.WellKnown, AttributeType.AsPath);
        AsPathCodec.Write(writer, attributes.AsPath, format.FourOctetAs);
        writer.EndLength(start);

        if (withNextHop)
        {
            start = Begin(writer, AttributeFlags.WellKnown, AttributeType.NextHop);
            writer.Address(attributes.NextHop);
            writer.EndLength(start);
        }

        Number(writer, AttributeFlags.Optional, AttributeType.Med, attributes.Med);
        if (!format.External) Number(writer, AttributeFlags.WellKnown, AttributeType.LocalPref, attributes.LocalPref);
        if (attributes.AtomicAggregate) writer.EndLength(Begin(writer, AttributeFlags.WellKnown, AttributeType.AtomicAggregate));
        if (attributes.Aggregator is { } aggregator) WriteAggregator(writer, aggregator, format.FourOctetAs);
        Numbers(writer, AttributeFlags.OptionalTransitive, AttributeType.Communities, attributes.Communities);
        if (!format.External)
        {
            Number(writer, AttributeFlags.Optional, AttributeType.OriginatorId, attributes.OriginatorId.IsNone ? null : (uint)attributes.OriginatorId.Value);
            Numbers(writer, AttributeFlags.Optional, AttributeType.ClusterList, attributes.ClusterList);
        }

        if (!attributes.ExtendedCommunities.IsEmpty)
        {
            start = BeginWide(writer, AttributeFlags.OptionalTransitive, AttributeType.ExtendedCommunities);
            foreach (var community in attributes.ExtendedCommunities.Span)
            {
                writer.UInt32((uint)(community >> 32));
                writer.UInt32((uint)community);
            }

            writer.EndLength(start);
        }

        if (!format.FourOctetAs) WriteAs4(writer, attributes);
        if (!attributes.LargeCommunities.IsEmpty)
        {
            start = BeginWide(writer, AttributeFlags.OptionalTransitive, AttributeType.LargeCommunities);
            foreach (var (global, local1, local2) in attributes.LargeCommunities.Span)
            {
                writer.UInt32(global);
                writer.UInt32(local1);
                writer.UInt32(local2);
            }

            writer.EndLength(start);
        }

        Number(writer, AttributeFlags.OptionalTransitive, AttributeType.OnlyToCustomer, attributes.OnlyToCustomer);
        foreach (var (type, value) in attributes.Unknown.Span)
        {
            // RFC 4271 §9: who passes on what it does not know says so.
            start = BeginWide(writer, AttributeFlags.OptionalTransitive | AttributeFlags.Partial, type);
            writer.Bytes(value.Span);
            writer.EndLength(start);
        }
    }

    /// <summary>Begins an attribute of any length; <see cref="BgpWriter.EndLength"/> ends it.</summary>
    public static LengthToken BeginWide(BgpWriter writer, byte flags, byte type)
    {
        writer.Byte((byte)(flags | AttributeFlags.ExtendedLength));
        writer.Byte(type);
        return writer.BeginLength(2);
    }

    private static LengthToken Begin(BgpWriter writer, byte flags, byte type)
    {
        writer.Byte(flags);
        writer.Byte(type);
        return writer.BeginLength(1);
    }

    private static void Number(BgpWriter writer, byte flags, byte type, uint? value)
    {
        if (value is not { } number) return;
        var start = Begin(writer, flags, type);
        writer.UInt32(number);
        writer.EndLength(start);
    }

    private static void Numbers(BgpWriter writer, byte flags, byte type, ValueArray<uint> values)
    {
        if (values.IsEmpty) return;
        var start = BeginWide(writer, flags, type);
        foreach (var value in values.Span) writer.UInt32(value);
        writer.EndLength(start);
    }

    private static void WriteAggregator(BgpWriter writer, Aggregator aggregator, bool fourOctets)
    {
        var start = Begin(writer, AttributeFlags.OptionalTransitive, AttributeType.Aggregator);
        if (fourOctets) writer.UInt32(aggregator.As);
        else writer.UInt16(aggregator.As > ushort.MaxValue ? OpenCodec.AsTrans : (ushort)aggregator.As);
        writer.Address(aggregator.Id);
        writer.EndLength(start);
    }

    private static void WriteAs4(BgpWriter writer, PathAttributes attributes)
    {
        if (AsPathCodec.NeedsAs4(attributes.AsPath))
        {
            var start = BeginWide(writer, AttributeFlags.OptionalTransitive, AttributeType.As4Path);
            AsPathCodec.Write(writer, AsPathCodec.WithoutConfederations(attributes.AsPath), fourOctets: true);
            writer.EndLength(start);
        }

        if (attributes.Aggregator is { As: > ushort.MaxValue } aggregator)
        {
            var start = Begin(writer, AttributeFlags.OptionalTransitive, AttributeType.As4Aggregator);
            writer.UInt32(aggregator.As);
            writer.Address(aggregator.Id);
            writer.EndLength(start);
        }
    }
}
