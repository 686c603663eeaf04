using System.Diagnostics;

namespace Margay.Bgp.Wire;

/// <summary>Bytes of capabilities (RFC 5492 §4).</summary>
internal static class CapabilityCodec
{
    private const byte ForwardingFlag = 0x80;
    private const int RestartTimeMask = 0xfff;

    /// <summary>Appends what <paramref name="bytes"/> say; false if they end within a capability.</summary>
    /// <remarks>A known capability of a wrong length is kept as unknown: it counts as not said.</remarks>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, List<Capability> capabilities)
    {
        var reader = new BgpReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryByte(out var code) || !reader.TryByte(out var length) || !reader.TryTake(length, out var value)) return false;
            capabilities.Add(Decode(code, value) ?? new Capability.Unknown(code, value.ToArray()));
        }

        return true;
    }

    public static void Write(BgpWriter writer, Capability capability)
    {
        writer.Byte(capability.Code);
        var length = writer.BeginLength(1);
        switch (capability)
        {
            case Capability.MultiProtocol(var family):
                writer.UInt16(family.Afi);
                writer.Byte(0);
                writer.Byte(family.Safi);
                break;
            case Capability.RouteRefresh or Capability.EnhancedRouteRefresh:
                break;
            case Capability.ExtendedNextHop(var families):
                foreach (var family in families)
                {
                    writer.UInt16(family.Afi);
                    writer.UInt16(family.Safi);
                    writer.UInt16(Capability.ExtendedNextHop.NextHopAfi);
                }

                break;
            case Capability.Role(var role):
                writer.Byte((byte)role);
                break;
            case Capability.GracefulRestart restart:
                var flags = (restart.HasRestarted ? 8 : 0) | (restart.OnNotification ? 4 : 0);
                writer.UInt16((ushort)((flags << 12) | (restart.RestartTime & RestartTimeMask)));
                foreach (var (family, forwarding) in restart.Families)
                {
                    writer.Family(family);
                    writer.Byte(forwarding ? ForwardingFlag : (byte)0);
                }

                break;
            case Capability.FourOctetAs(var number):
                writer.UInt32(number);
                break;
            case Capability.AddPath(var families):
                foreach (var (family, mode) in families)
                {
                    writer.Family(family);
                    writer.Byte((byte)mode);
                }

                break;
            case Capability.LongLivedGracefulRestart(var families):
                foreach (var (family, forwarding, staleTime) in families)
                {
                    writer.Family(family);
                    writer.Byte(forwarding ? ForwardingFlag : (byte)0);
                    writer.Byte((byte)(staleTime >> 16));
                    writer.UInt16((ushort)staleTime);
                }

                break;
            case Capability.Unknown(_, var value):
                writer.Bytes(value.Span);
                break;
            default:
                throw new UnreachableException();
        }

        writer.EndLength(length);
    }

    private static Capability? Decode(byte code, ReadOnlySpan<byte> value)
    {
        switch (code)
        {
            case 1: return value.Length == 4 ? new Capability.MultiProtocol(new AddressFamily(U16(value), value[3])) : null;
            case 2: return value.IsEmpty ? new Capability.RouteRefresh() : null;
            case 5: return ExtendedNextHop(value);
            case 9: return value.Length == 1 ? new Capability.Role((PeerRole)value[0]) : null;
            case 64: return GracefulRestart(value);
            case 65: return value.Length == 4 ? new Capability.FourOctetAs(((uint)U16(value) << 16) | U16(value[2..])) : null;
            case 69: return AddPath(value);
            case 70: return value.IsEmpty ? new Capability.EnhancedRouteRefresh() : null;
            case 71: return LongLived(value);
            default: return null;
        }
    }

    private static Capability.ExtendedNextHop? ExtendedNextHop(ReadOnlySpan<byte> value)
    {
        if (value.Length % 6 != 0) return null;
        var families = new List<AddressFamily>();
        for (; !value.IsEmpty; value = value[6..])
        {
            if (U16(value[4..]) == Capability.ExtendedNextHop.NextHopAfi) families.Add(new AddressFamily(U16(value), value[3]));
        }

        return new Capability.ExtendedNextHop(families);
    }

    private static Capability.GracefulRestart? GracefulRestart(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2 || (value.Length - 2) % 4 != 0) return null;
        var head = U16(value);
        var families = new List<(AddressFamily, bool)>();
        for (var rest = value[2..]; !rest.IsEmpty; rest = rest[4..])
            families.Add((new AddressFamily(U16(rest), rest[2]), (rest[3] & ForwardingFlag) != 0));
        return new Capability.GracefulRestart((head & 0x8000) != 0, (head & 0x4000) != 0, head & RestartTimeMask, families);
    }

    private static Capability.AddPath? AddPath(ReadOnlySpan<byte> value)
    {
        if (value.Length % 4 != 0) return null;
        var families = new List<(AddressFamily, AddPathMode)>();
        for (; !value.IsEmpty; value = value[4..])
        {
            // RFC 7911 §4: a mode that is not 1, 2 or 3 counts as not said.
            if (value[3] is >= 1 and <= 3) families.Add((new AddressFamily(U16(value), value[2]), (AddPathMode)value[3]));
        }

        return new Capability.AddPath(families);
    }

    private static Capability.LongLivedGracefulRestart? LongLived(ReadOnlySpan<byte> value)
    {
        if (value.Length % 7 != 0) return null;
        var families = new List<(AddressFamily, bool, int)>();
        for (; !value.IsEmpty; value = value[7..])
        {
            var staleTime = (value[4] << 16) | U16(value[5..]);
            families.Add((new AddressFamily(U16(value), value[2]), (value[3] & ForwardingFlag) != 0, staleTime));
        }

        return new Capability.LongLivedGracefulRestart(families);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => (ushort)((bytes[0] << 8) | bytes[1]);
}
