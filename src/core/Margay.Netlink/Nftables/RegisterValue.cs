using System.Buffers.Binary;

namespace Margay.Netlink.Nftables;

/// <summary>One of the sixteen 4-byte slots a rule computes with; longer values take the slots that follow.</summary>
/// <remarks>
/// The kernel has two numberings of the same memory (NFT_REG_1.. of 16 bytes, NFT_REG32_00.. of 4) and always reports
/// the first where it can; so does this type, which makes what is written equal to what is dumped.
/// </remarks>
public readonly record struct NftRegister(byte Slot)
{
    private const uint SlotsPerRegister = 4;
    private const uint FirstRegister = 1;
    private const uint FirstSlot = 8;
    private const uint SlotCount = 16;

    /// <summary>The first slot: where every single value goes.</summary>
    public static NftRegister First => default;

    /// <summary>The number in messages (enum nft_registers).</summary>
    public uint Number => Slot % SlotsPerRegister == 0 ? FirstRegister + (Slot / SlotsPerRegister) : FirstSlot + Slot;

    /// <summary>
    /// The register of a number in a message; false for the verdict register and for numbers out of range.
    /// </summary>
    public static bool TryFromNumber(uint number, out NftRegister register)
    {
        var slot = number < FirstSlot ? (number - FirstRegister) * SlotsPerRegister : number - FirstSlot;
        register = new NftRegister((byte)slot);
        return number >= FirstRegister && slot < SlotCount;
    }
}

/// <summary>The registers of the two ends of a range, which may be one and the same.</summary>
public readonly record struct RegisterPair(NftRegister First, NftRegister Last);

/// <summary>Up to 16 bytes as they lie in a register. A value: equal when length and bytes are.</summary>
public readonly record struct RegisterValue
{
    private readonly UInt128 _bytes;

    private RegisterValue(UInt128 bytes, byte length) => (_bytes, Length) = (bytes, length);

    /// <summary>The number of bytes.</summary>
    public byte Length { get; }

    /// <summary>One byte.</summary>
    public static RegisterValue U8(byte value) => Of([value]);

    /// <summary>Two bytes in network order, as ports are.</summary>
    public static RegisterValue U16Be(ushort value) => Of([(byte)(value >> 8), (byte)value]);

    /// <summary>Four bytes in network order, as two ports are.</summary>
    public static RegisterValue U32Be(uint value) =>
        Of([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    /// <summary>Four bytes in host order (little-endian), as conntrack states are.</summary>
    public static RegisterValue U32(uint value) =>
        Of([(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)]);

    /// <summary>These bytes: at most 16.</summary>
    public static RegisterValue Of(ReadOnlySpan<byte> bytes) =>
        TryCreate(bytes, out var value) ? value : throw new ArgumentOutOfRangeException(nameof(bytes));

    /// <summary>These bytes; false when there are more than 16.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, out RegisterValue value)
    {
        value = default;
        Span<byte> padded = stackalloc byte[16];
        if (bytes.Length > padded.Length) return false;
        padded.Clear();
        bytes.CopyTo(padded);
        value = new RegisterValue(BinaryPrimitives.ReadUInt128BigEndian(padded), (byte)bytes.Length);
        return true;
    }

    /// <summary>Writes the bytes into the first <see cref="Length"/> of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(padded, _bytes);
        padded[..Length].CopyTo(destination);
    }

    /// <summary>The bytes in hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        CopyTo(bytes);
        return Convert.ToHexString(bytes[..Length]);
    }
}
