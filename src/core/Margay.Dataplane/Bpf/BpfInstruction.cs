using System.Buffers.Binary;

namespace Margay.Dataplane.Bpf;

/// <summary>One eBPF instruction (struct bpf_insn, RFC 9669 §3). A value; how it reads is up to its opcode.</summary>
/// <param name="Opcode">Class, source and operation.</param>
/// <param name="Destination">The register that is written, or whose address is.</param>
/// <param name="Source">The register that is read, or a pseudo source.</param>
/// <param name="Offset">Bytes from an address, or instructions to jump over.</param>
/// <param name="Immediate">The constant.</param>
public readonly record struct BpfInstruction(byte Opcode, byte Destination, byte Source, short Offset, int Immediate)
{
    /// <summary>Bytes of an instruction.</summary>
    public const int Length = 8;

    /// <summary>Writes <see cref="Length"/> bytes as a little-endian machine has them.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        bytes[0] = Opcode;
        bytes[1] = (byte)(Destination | (Source << 4));
        BinaryPrimitives.WriteInt16LittleEndian(bytes[2..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Immediate);
    }
}
