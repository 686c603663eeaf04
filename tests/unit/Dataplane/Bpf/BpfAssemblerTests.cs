using Margay.Dataplane.Bpf;
using static Margay.Dataplane.Bpf.BpfRegister;

namespace Margay.Tests.Unit.Dataplane.Bpf;

/// <summary>Instructions as RFC 9669 has them: opcode, registers, offset, constant.</summary>
public sealed class BpfAssemblerTests
{
    [Fact]
    public void A_constant_is_moved() => Expect("b7 01 0000 feffffff", code => code.Set(R1, -2));

    [Fact]
    public void A_register_is_moved() => Expect("bf 16 0000 00000000", code => code.Set(R6, R1));

    [Fact]
    public void A_constant_is_added() => Expect("07 0a 0000 fcffffff", code => code.Compute(BpfOperation.Add, R10, -4));

    [Fact]
    public void A_register_is_shifted() => Expect("7f 21 0000 00000000", code => code.Compute(BpfOperation.ShiftRight, R1, R2));

    [Fact]
    public void Network_order_is_16_bits_wide() => Expect("dc 09 0000 10000000", code => code.ToNetworkOrder16(R9));

    [Fact]
    public void A_load_has_an_offset() => Expect("61 61 4c00 00000000", code => code.Read(BpfSize.Bits32, R1, R6, 76));

    [Fact]
    public void A_constant_is_stored_in_the_stack() => Expect("6a 0a f4ff 40040000", code => code.Write(BpfSize.Bits16, R10, -12, 0x440));

    [Fact]
    public void A_register_is_stored() => Expect("63 7a fcff 00000000", code => code.Write(BpfSize.Bits32, R10, -4, R7));

    [Fact]
    public void A_counter_is_raised_atomically() => Expect("db 10 0000 00000000", code => code.AddAtomically(R0, 0, R1));

    [Fact]
    public void A_function_is_called_by_number() => Expect("85 00 0000 98000000", code => code.Call(BpfFunction.RedirectNeighbour));

    [Fact]
    public void A_map_takes_two_instructions_and_its_descriptor() =>
        Expect("18 12 0000 63000000  00 00 0000 00000000", code => code.SetMap(R2, 1), 7, 99);

    [Fact]
    public void Jumps_count_from_the_next_instruction_forward_and_back() => Expect(
        "15 01 0200 08000000  56 01 0100 000000ff  05 00 fdff 00000000  95 00 0000 00000000",
        code => code.Label("begin").JumpIf(R1, BpfCondition.Equal, 8, "end").JumpIfWord(R1, BpfCondition.NotEqual, 0xff000000, "end")
            .Jump("begin").Label("end").Exit());

    [Fact]
    public void Registers_are_compared() => Expect(
        "2d 34 0000 00000000", code => code.JumpIf(R4, BpfCondition.Greater, R3, "end").Label("end"));

    [Fact]
    public void A_jump_to_nowhere_is_a_mistake() =>
        Assert.Throws<KeyNotFoundException>(() => new BpfAssembler().Jump("nowhere").Build("x"));

    private static void Expect(string bytes, Func<BpfAssembler, BpfAssembler> write, params int[] maps) => Assert.Equal(
        bytes.Replace(" ", "", StringComparison.Ordinal),
        Convert.ToHexStringLower(write(new BpfAssembler()).Build("test").ToBytes(maps)));
}
