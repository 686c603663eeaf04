using System.Diagnostics.CodeAnalysis;
using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>An OPEN (RFC 4271 §4.2).</summary>
/// <param name="As">The AS number: the one of four octets where the capability says so.</param>
/// <param name="HoldTime">0, or 3 to 65535 seconds.</param>
/// <param name="Id">The BGP identifier, never 0.0.0.0 (RFC 6286).</param>
/// <param name="Capabilities">What the speaker can do, in the order it said so.</param>
public sealed record OpenMessage(uint As, ushort HoldTime, IpAddr Id, IReadOnlyList<Capability> Capabilities)
{
    /// <summary>The first capability of a kind, or null.</summary>
    public T? Find<T>()
        where T : Capability => Capabilities.OfType<T>().FirstOrDefault();
}

/// <summary>Bytes of OPEN messages.</summary>
public static class OpenCodec
{
    /// <summary>Stands in the two-octet field for a number that does not fit (RFC 6793 §9).</summary>
    public const ushort AsTrans = 23456;

    private const byte Version = 4;
    private const byte CapabilitiesParameter = 2;
    private const byte ExtendedLength = 255;

    /// <summary>Reads a body, with optional parameters of either length (RFC 9072).</summary>
    public static bool TryDecode(ReadOnlySpan<byte> body, [NotNullWhen(true)] out OpenMessage? open, out BgpFault fault)
    {
        open = null;
        fault = BgpFault.Open(0, "the OPEN ends early");
        var reader = new BgpReader(body);
        if (!reader.TryByte(out var version) || !reader.TryUInt16(out var twoOctetAs) || !reader.TryUInt16(out var holdTime)
            || !reader.TryUInt32(out var id) || !reader.TryByte(out var parametersLength)) return false;
        if (version != Version)
        {
            fault = BgpFault.Open(1, $"version {version}") with { Data = new byte[] { 0, Version } };
            return false;
        }

        if (holdTime is 1 or 2)
        {
            fault = BgpFault.Open(6, $"a hold time of {holdTime} s");
            return false;
        }

        if (id == 0)
        {
            fault = BgpFault.Open(3, "the BGP identifier is 0.0.0.0");
            return false;
        }

        if (!TryParameters(reader.Rest, parametersLength, out var capabilities, ref fault)) return false;
        var fourOctet = capabilities.OfType<Capability.FourOctetAs>().FirstOrDefault()?.As;
        var number = fourOctet ?? twoOctetAs;
        if (number == 0)
        {
            fault = BgpFault.Open(2, "AS 0 (RFC 7607)");
            return false;
        }

        open = new OpenMessage(number, holdTime, IpAddr.V4(id), capabilities);
        fault = default;
        return true;
    }

    /// <summary>Appends the whole message, one optional parameter for all capabilities.</summary>
    /// <exception cref="OverflowException">The capabilities take more than 253 bytes.</exception>
    public static void Write(BgpWriter writer, OpenMessage open)
    {
        var start = MessageFrame.Begin(writer, MessageType.Open);
        writer.Byte(Version);
        writer.UInt16(open.As > ushort.MaxValue ? AsTrans : (ushort)open.As);
        writer.UInt16(open.HoldTime);
        writer.UInt32((uint)open.Id.Value);
        var parameters = writer.BeginLength(1);
        if (open.Capabilities.Count > 0)
        {
            writer.Byte(CapabilitiesParameter);
            var length = writer.BeginLength(1);
            foreach (var capability in open.Capabilities) CapabilityCodec.Write(writer, capability);
            writer.EndLength(length);
        }

        writer.EndLength(parameters);
        MessageFrame.End(writer, start);
    }

    private static bool TryParameters(ReadOnlySpan<byte> bytes, int length, out List<Capability> capabilities, ref BgpFault fault)
    {
        capabilities = [];
        var extended = length == ExtendedLength && bytes is [ExtendedLength, ..];
        if (extended)
        {
            var head = new BgpReader(bytes[1..]);
            if (!head.TryUInt16(out var wide)) return false;
            length = wide;
            bytes = head.Rest;
        }

        if (length != bytes.Length) return false;
        var reader = new BgpReader(bytes);
        while (!reader.IsAtEnd)
        {
            int size;
            if (!reader.TryByte(out var type)) return false;
            if (extended)
            {
                if (!reader.TryUInt16(out var wide)) return false;
                size = wide;
            }
            else
            {
                if (!reader.TryByte(out var narrow)) return false;
                size = narrow;
            }

            if (!reader.TryTake(size, out var value)) return false;
            if (type != CapabilitiesParameter)
            {
                fault = BgpFault.Open(4, $"optional parameter {type}");
                return false;
            }

            if (!CapabilityCodec.TryDecode(value, capabilities)) return false;
        }

        return true;
    }
}
