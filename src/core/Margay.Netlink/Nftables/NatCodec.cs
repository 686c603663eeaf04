using Margay.Primitives;

namespace Margay.Netlink.Nftables;

/// <summary>Steps that translate source addresses, as attributes: masq, nat.</summary>
internal static class NatCodec
{
    private const ushort MasqueradeFlags = 1;
    private const ushort MasqueradeFirstPort = 2;
    private const ushort MasqueradeLastPort = 3;

    private const ushort NatType = 1;
    private const ushort NatFamily = 2;
    private const ushort NatFirstAddress = 3;
    private const ushort NatLastAddress = 4;
    private const ushort NatFirstPort = 5;
    private const ushort NatLastPort = 6;
    private const ushort NatFlags = 7;
    private const uint NatOfSource = 0;

    // NF_NAT_RANGE_*. The kernel sets the first two itself, by the registers that it is given.
    private const uint HasAddresses = 1;
    private const uint HasPorts = 2;
    private const uint RandomFully = 16;

    private const uint FamilyV4 = 2;
    private const uint FamilyV6 = 10;

    /// <summary>Appends the data of the step.</summary>
    internal static void WriteData(NetlinkWriter writer, NftExpression expression)
    {
        switch (expression)
        {
            case NftExpression.Masquerade masquerade:
                WriteRange(writer, MasqueradeFirstPort, MasqueradeLastPort, masquerade.Ports);
                WriteFlags(writer, MasqueradeFlags, masquerade.Ports, masquerade.FullyRandom);
                break;
            case NftExpression.SourceNat nat:
                writer.PutU32Be(NatType, NatOfSource);
                writer.PutU32Be(NatFamily, nat.Family == IpFamily.V4 ? FamilyV4 : FamilyV6);
                writer.PutU32Be(NatFirstAddress, nat.Address.Number);
                WriteRange(writer, NatFirstPort, NatLastPort, nat.Ports);
                WriteFlags(writer, NatFlags, nat.Ports, nat.FullyRandom);
                break;
        }
    }

    /// <summary>Reads masq; null when it is of a form that <see cref="NftExpression.Masquerade"/> cannot say.</summary>
    internal static NftExpression.Masquerade? ReadMasquerade(AttributeFields fields) =>
        TryPorts(fields, MasqueradeFirstPort, MasqueradeLastPort, out var ports) && IsSayable(fields.U32(MasqueradeFlags))
            ? new NftExpression.Masquerade(ports, (fields.U32(MasqueradeFlags) & RandomFully) != 0)
            : null;

    /// <summary>Reads nat; null when it is of a form that <see cref="NftExpression.SourceNat"/> cannot say.</summary>
    internal static NftExpression.SourceNat? ReadNat(AttributeFields fields)
    {
        if (fields.U32(NatType) != NatOfSource || !fields.TryRegister(NatFirstAddress, out var address)) return null;
        if (fields.Has(NatLastAddress) && fields.U32(NatLastAddress) != fields.U32(NatFirstAddress)) return null;
        if (!TryPorts(fields, NatFirstPort, NatLastPort, out var ports) || !IsSayable(fields.U32(NatFlags))) return null;
        var isRandom = (fields.U32(NatFlags) & RandomFully) != 0;
        return fields.U32(NatFamily) switch
        {
            FamilyV4 => new NftExpression.SourceNat(IpFamily.V4, address, ports, isRandom),
            FamilyV6 => new NftExpression.SourceNat(IpFamily.V6, address, ports, isRandom),
            _ => null,
        };
    }

    private static void WriteRange(NetlinkWriter writer, ushort first, ushort last, RegisterPair? ports)
    {
        if (ports is not { } range) return;
        writer.PutU32Be(first, range.First.Number);
        if (range.Last != range.First) writer.PutU32Be(last, range.Last.Number);
    }

    private static void WriteFlags(NetlinkWriter writer, ushort type, RegisterPair? ports, bool fullyRandom)
    {
        var flags = (ports is null ? 0 : HasPorts) | (fullyRandom ? RandomFully : 0);
        if (flags != 0) writer.PutU32Be(type, flags);
    }

    /// <remarks>The kernel reports the first register for a last one that it was not given.</remarks>
    private static bool TryPorts(AttributeFields fields, ushort first, ushort last, out RegisterPair? ports)
    {
        ports = null;
        if (!fields.Has(first)) return !fields.Has(last);
        if (!fields.TryRegister(first, out var lowest)) return false;
        var highest = lowest;
        if (fields.Has(last) && !fields.TryRegister(last, out highest)) return false;
        ports = new RegisterPair(lowest, highest);
        return true;
    }

    private static bool IsSayable(uint flags) => (flags & ~(HasAddresses | HasPorts | RandomFully)) == 0;
}
