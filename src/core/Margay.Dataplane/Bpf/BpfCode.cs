namespace Margay.Dataplane.Bpf;

/// <summary>A program whose maps are named by their place in a list until it is loaded.</summary>
/// <param name="Name">What the kernel calls it, at most 15 bytes.</param>
/// <param name="Instructions">The instructions, maps not filled in.</param>
/// <param name="Maps">Where a map goes in: the instruction, and the map's place.</param>
public sealed record BpfCode(string Name, IReadOnlyList<BpfInstruction> Instructions, IReadOnlyList<BpfMapReference> Maps)
{
    /// <summary>The bytes that the kernel loads.</summary>
    /// <param name="mapDescriptors">The maps' file descriptors by place.</param>
    public byte[] ToBytes(ReadOnlySpan<int> mapDescriptors)
    {
        var instructions = Instructions.ToArray();
        foreach (var reference in Maps)
            instructions[reference.Instruction] = instructions[reference.Instruction] with { Immediate = mapDescriptors[reference.Map] };
        var bytes = new byte[instructions.Length * BpfInstruction.Length];
        for (var i = 0; i < instructions.Length; i++) instructions[i].WriteTo(bytes.AsSpan(i * BpfInstruction.Length));
        return bytes;
    }
}

/// <summary>The instruction that takes a map's address, and which map.</summary>
public readonly record struct BpfMapReference(int Instruction, int Map);
