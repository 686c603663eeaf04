using Margay.Netlink;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Tests.Unit.Nftables;

public sealed class ExpressionTests
{
    private static readonly RegisterValue Mask = RegisterValue.U32(6);

    public static TheoryData<NftExpression> Every() =>
    [
        new NftExpression.Meta(MetaKey.InterfaceIn, NftRegister.First),
        new NftExpression.Payload(PayloadBase.Network, 12, 4, new NftRegister(4)),
        new NftExpression.ConntrackState(NftRegister.First),
        new NftExpression.Bitwise(NftRegister.First, new NftRegister(1), Mask, RegisterValue.U32(0)),
        new NftExpression.Compare(NftRegister.First, CompareOp.GreaterOrEqual, RegisterValue.U16Be(8000)),
        new NftExpression.Lookup(new NftRegister(8), "set/a-4"),
        new NftExpression.Lookup(NftRegister.First, "set/a-6", Negate: true),
        new NftExpression.VerdictLookup(NftRegister.First, "from-workload"),
        new NftExpression.SetMark(NftRegister.First),
        new NftExpression.Limit(10, 60, 20),
        new NftExpression.LogToGroup(2, "APE0|np/shop/web"),
        new NftExpression.LogToKernel(5, "calico-packet: "),
        new NftExpression.NoTrack(),
        new NftExpression.Reject(RejectAnswer.AdminProhibited),
        new NftExpression.Reject(RejectAnswer.TcpReset),
        new NftExpression.Counter(),
        new NftExpression.Immediate(new NftRegister(4), RegisterValue.U16Be(1024)),
        new NftExpression.FibAddressType(FibQuestion.Source | FibQuestion.InterfaceOut, NftRegister.First),
        new NftExpression.Masquerade(null, FullyRandom: true),
        new NftExpression.Masquerade(new RegisterPair(NftRegister.First, new NftRegister(4)), FullyRandom: false),
        new NftExpression.SourceNat(IpFamily.V4, NftRegister.First, null, FullyRandom: false),
        new NftExpression.SourceNat(IpFamily.V6, NftRegister.First, new RegisterPair(new NftRegister(4), new NftRegister(4)), FullyRandom: true),
        new NftExpression.Decide(Verdict.Accept),
        new NftExpression.Decide(Verdict.Return),
        new NftExpression.Decide(Verdict.Jump("in/NetworkPolicy/shop/web")),
    ];

    [Theory]
    [MemberData(nameof(Every))]
    public void A_step_reads_back_as_it_was_written(NftExpression step) => Assert.Equal([step], WrittenAndRead(step));

    [Fact]
    public void A_comparison_is_operator_and_value_in_network_order() =>
        Assert.Contains(
            "0800010000000001" + "0800020000000005" + "0C000380" + "060001001F400000",
            Hex(new NftExpression.Compare(NftRegister.First, CompareOp.GreaterOrEqual, RegisterValue.U16Be(8000))));

    [Fact]
    public void A_verdict_lookup_loads_the_verdict_register() =>
        Assert.Contains(
            "06000100" + "6D000000" + "0800020000000001" + "0800030000000000",
            Hex(new NftExpression.VerdictLookup(NftRegister.First, "m")));

    [Theory]
    [InlineData(0, 1u)]
    [InlineData(1, 9u)]
    [InlineData(2, 10u)]
    [InlineData(4, 2u)]
    [InlineData(5, 13u)]
    [InlineData(12, 4u)]
    [InlineData(15, 23u)]
    public void A_slot_has_the_number_that_the_kernel_reports(byte slot, uint number)
    {
        Assert.Equal(number, new NftRegister(slot).Number);
        Assert.True(NftRegister.TryFromNumber(number, out var register));
        Assert.Equal(slot, register.Slot);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(5u)]
    [InlineData(7u)]
    [InlineData(24u)]
    [InlineData(uint.MaxValue)]
    public void A_number_of_no_slot_is_refused(uint number) => Assert.False(NftRegister.TryFromNumber(number, out _));

    [Theory]
    [InlineData("redir")]
    [InlineData("nat")]
    public void A_step_of_another_form_is_seen_as_unknown(string name)
    {
        var step = new NetlinkWriter();
        step.Begin(0, 0, 0);
        var element = step.BeginNest(1);
        step.PutString(1, name);
        step.EndNest(element);
        Assert.Equal([new NftExpression.Unknown(name)], NftExpressionCodec.Read(step.Written[16..]));
    }

    private static IReadOnlyList<NftExpression> WrittenAndRead(NftExpression step)
    {
        var writer = Written(step);
        var messages = new MessageReader(writer.Written);
        while (messages.TryReadNext(out var header, out var payload))
        {
            if (header.Type == NftMessageType.NewRule && RuleObject.TryDecode(payload, out var rule)) return rule.Expressions;
        }

        return [];
    }

    private static string Hex(NftExpression step) => Convert.ToHexString(Written(step).Written);

    private static NetlinkWriter Written(NftExpression step)
    {
        var writer = new NetlinkWriter();
        new NftBatchWriter(writer, "t", 1).AddRule("c", [step], "");
        return writer;
    }
}
