using static Margay.Dataplane.Bpf.BpfRegister;

namespace Margay.Dataplane.Bpf;

/// <summary>Appends eBPF instructions (RFC 9669); jumps go to labels, which may be placed later. Not thread-safe.</summary>
/// <remarks>What comes out is what was asked for: whether it is safe the kernel's verifier judges when it is loaded.</remarks>
public sealed class BpfAssembler
{
    private const byte Load = 0x61;              // BPF_LDX | BPF_MEM
    private const byte StoreConstant = 0x62;     // BPF_ST | BPF_MEM
    private const byte StoreRegister = 0x63;     // BPF_STX | BPF_MEM
    private const byte Atomic = 0xdb;            // BPF_STX | BPF_ATOMIC | BPF_DW; the immediate 0 adds
    private const byte ArithmeticConstant = 0x07;
    private const byte ArithmeticRegister = 0x0f;
    private const byte ToBigEndian = 0xdc;       // BPF_ALU | BPF_END | BPF_TO_BE
    private const byte LoadConstant64 = 0x18;    // two instructions long
    private const byte MapDescriptor = 1;        // BPF_PSEUDO_MAP_FD
    private const byte JumpConstant = 0x05;
    private const byte JumpConstant32 = 0x06;
    private const byte JumpRegister = 0x0d;
    private const byte JumpAlways = 0x05;
    private const byte CallFunction = 0x85;
    private const byte ExitProgram = 0x95;

    private readonly List<BpfInstruction> _code = [];
    private readonly List<BpfMapReference> _maps = [];
    private readonly List<(int Instruction, string Label)> _jumps = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);

    /// <summary>The next instruction is where jumps to this label go.</summary>
    public BpfAssembler Label(string label)
    {
        _labels.Add(label, _code.Count);
        return this;
    }

    /// <summary>Moves a constant, its sign extended to 64 bits.</summary>
    public BpfAssembler Set(BpfRegister destination, int value) => Compute(BpfOperation.Move, destination, value);

    /// <summary>Moves a register.</summary>
    public BpfAssembler Set(BpfRegister destination, BpfRegister source) => Compute(BpfOperation.Move, destination, source);

    /// <summary>Computes with a constant, its sign extended to 64 bits.</summary>
    public BpfAssembler Compute(BpfOperation operation, BpfRegister destination, int value) =>
        Append((byte)(ArithmeticConstant | (byte)operation), destination, R0, 0, value);

    /// <summary>Computes with a register.</summary>
    public BpfAssembler Compute(BpfOperation operation, BpfRegister destination, BpfRegister source) =>
        Append((byte)(ArithmeticRegister | (byte)operation), destination, source, 0, 0);

    /// <summary>Turns the lowest 16 bits into network order and clears the others.</summary>
    public BpfAssembler ToNetworkOrder16(BpfRegister register) => Append(ToBigEndian, register, R0, 0, 16);

    /// <summary>Loads from memory, zeros above.</summary>
    public BpfAssembler Read(BpfSize size, BpfRegister destination, BpfRegister address, int offset) =>
        Append((byte)(Load | (byte)size), destination, address, (short)offset, 0);

    /// <summary>Stores a constant.</summary>
    public BpfAssembler Write(BpfSize size, BpfRegister address, int offset, int value) =>
        Append((byte)(StoreConstant | (byte)size), address, R0, (short)offset, value);

    /// <summary>Stores a register's lowest bits.</summary>
    public BpfAssembler Write(BpfSize size, BpfRegister address, int offset, BpfRegister source) =>
        Append((byte)(StoreRegister | (byte)size), address, source, (short)offset, 0);

    /// <summary>Adds a register to 64 bits in memory, at once for all processors.</summary>
    public BpfAssembler AddAtomically(BpfRegister address, int offset, BpfRegister source) =>
        Append(Atomic, address, source, (short)offset, 0);

    /// <summary>Takes the address of the map at a place of the list that the program is loaded with.</summary>
    public BpfAssembler SetMap(BpfRegister destination, int map)
    {
        _maps.Add(new BpfMapReference(_code.Count, map));
        _code.Add(new BpfInstruction(LoadConstant64, (byte)destination, MapDescriptor, 0, 0));
        _code.Add(default);
        return this;
    }

    /// <summary>Jumps.</summary>
    public BpfAssembler Jump(string label) => AppendJump(JumpAlways, R0, R0, 0, label);

    /// <summary>Jumps if a register compares so with a constant, its sign extended to 64 bits.</summary>
    public BpfAssembler JumpIf(BpfRegister register, BpfCondition condition, int value, string label) =>
        AppendJump((byte)(JumpConstant | (byte)condition), register, R0, value, label);

    /// <summary>Jumps if a register's lowest 32 bits compare so with a constant.</summary>
    public BpfAssembler JumpIfWord(BpfRegister register, BpfCondition condition, uint value, string label) =>
        AppendJump((byte)(JumpConstant32 | (byte)condition), register, R0, unchecked((int)value), label);

    /// <summary>Jumps if a register compares so with another.</summary>
    public BpfAssembler JumpIf(BpfRegister register, BpfCondition condition, BpfRegister other, string label) =>
        AppendJump((byte)(JumpRegister | (byte)condition), register, other, 0, label);

    /// <summary>Calls a function of the kernel; R1 to R5 are lost.</summary>
    public BpfAssembler Call(BpfFunction function) => Append(CallFunction, R0, R0, 0, (int)function);

    /// <summary>Ends with R0.</summary>
    public BpfAssembler Exit() => Append(ExitProgram, R0, R0, 0, 0);

    /// <summary>The program, its jumps filled in.</summary>
    /// <exception cref="KeyNotFoundException">A jump goes to a label that was not placed.</exception>
    public BpfCode Build(string name)
    {
        var code = _code.ToArray();
        foreach (var (instruction, label) in _jumps)
            code[instruction] = code[instruction] with { Offset = checked((short)(_labels[label] - instruction - 1)) };
        return new BpfCode(name, code, [.. _maps]);
    }

    private BpfAssembler AppendJump(byte opcode, BpfRegister register, BpfRegister other, int value, string label)
    {
        _jumps.Add((_code.Count, label));
        return Append(opcode, register, other, 0, value);
    }

    private BpfAssembler Append(byte opcode, BpfRegister destination, BpfRegister source, short offset, int immediate)
    {
        _code.Add(new BpfInstruction(opcode, (byte)destination, (byte)source, offset, immediate));
        return this;
    }
}
