using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Tests.Unit.Nftables;

/// <summary>Messages as bytes. Table, chain and set names are one letter, so that they can be found in the hexadecimal.</summary>
public sealed class MessageTests
{
    private const int MarkerLength = 20;
    private const string Table = "0600010074000000";

    [Fact]
    public void A_batch_begins_and_ends_with_a_mark_for_the_nftables_subsystem()
    {
        var writer = new NetlinkWriter();
        new NftBatchWriter(writer, "t", 7).Complete();
        Assert.Equal(
            "14000000 1000 0100 07000000 00000000 00 00 000A" + "14000000 1100 0100 08000000 00000000 00 00 000A", writer.Written);
    }

    [Fact]
    public void A_table_is_of_family_inet_and_has_no_flags() =>
        Assert.Equal("24000000 000A 0104 02000000 00000000 01000000" + Table + "08000200 00000000", Bytes(batch => batch.AddTable()));

    [Fact]
    public void A_base_chain_names_hook_priority_policy_and_type() =>
        Assert.Equal(
            "4C000000 030A 0104 02000000 00000000 01000000" + Table + "06000300 63000000"
                + "14000480 08000100 00000002 08000200 00000001" + "08000500 00000001" + "0B000700 66696C74657200 00",
            Bytes(batch => batch.AddChain("c", ChainHook.Filter(NetfilterHook.Forward, 1))));

    [Fact]
    public void A_chain_without_a_hook_is_a_name() =>
        Assert.Equal("24000000 030A 0104 02000000 00000000 01000000" + Table + "06000300 63000000", Bytes(batch => batch.AddChain("c", null)));

    [Fact]
    public void Flushing_a_chain_deletes_rules_without_a_handle() =>
        Assert.Equal("24000000 080A 0100 02000000 00000000 01000000" + Table + "06000200 63000000", Bytes(batch => batch.FlushChain("c")));

    [Fact]
    public void A_rule_is_a_list_of_named_steps_and_its_comment_is_user_data() =>
        Assert.Equal(
            "8C000000 060A 010C 02000000 00000000 01000000" + Table + "06000200 63000000" + "60000480"
                + "2C000180 0C000100 636F756E74657200 1C000280 0C000100 0000000000000000 0C000200 0000000000000000"
                + "30000180 0E000100 696D6D65646961746500 0000 1C000280 08000100 00000000 10000280 0C000280 08000100 00000000"
                + "08000700 00 02 7800",
            Bytes(batch => batch.AddRule("c", [new NftExpression.Counter(), new NftExpression.Decide(Verdict.Drop)], "x")));

    [Fact]
    public void A_verdict_map_of_interfaces_tells_nft_that_names_are_in_host_order() =>
        Assert.Equal(
            "58000000 090A 0104 02000000 00000000 01000000" + Table + "06000200 6D000000" + "08000300 00000008" + "08000400 00000029"
                + "08000500 00000010" + "08000600 FFFFFF00" + "08000A00 00000002" + "0A000D00 000401000000 0000",
            Bytes(batch => batch.AddSet(new NftSet("m", SetKey.Of(NftDataType.InterfaceName), IsVerdictMap: true))));

    [Fact]
    public void A_concatenation_pads_each_field_to_four_bytes()
    {
        var key = SetKey.Of(NftDataType.Ipv4Address, NftDataType.Protocol, NftDataType.Port);
        Assert.Equal((0x730Du, 12, 3), (key.TypeId, key.Length, key.FieldCount));
        Assert.Equal(
            "44000000 090A 0104 02000000 00000000 01000000" + Table + "06000200 73000000" + "08000300 00000000" + "08000400 0000730D"
                + "08000500 0000000C" + "08000A00 00000002",
            Bytes(batch => batch.AddSet(new NftSet("s", key))));
    }

    [Fact]
    public void Elements_are_a_list_of_keys() =>
        Assert.Equal(
            "38000000 0C0A 0104 02000000 00000000 01000000" + Table + "06000200 73000000" + "14000380 10000180 0C000180 08000100 0A000001",
            Bytes(batch =>
            {
                batch.BeginElements("s", add: true);
                batch.Element([10, 0, 0, 1]);
                batch.EndElements();
            }));

    [Fact]
    public void A_map_element_has_its_verdict_beside_the_key() =>
        Assert.Equal(
            "50000000 0C0A 0104 02000000 00000000 01000000" + Table + "06000200 6D000000"
                + "2C000380 28000180 0C000180 08000100 0A000001 18000280 14000280 08000100 FFFFFFFC 06000200 78000000",
            Bytes(batch =>
            {
                batch.BeginElements("m", add: true);
                batch.Element([10, 0, 0, 1], Verdict.Goto("x"));
                batch.EndElements();
            }));

    [Fact]
    public void A_range_is_its_first_key_and_the_key_after_its_last() =>
        Assert.Equal(
            "50000000 0E0A 0100 02000000 00000000 01000000" + Table + "06000200 73000000"
                + "2C000380 10000180 0C000180 08000100 0A000000 18000180 0C000180 08000100 0B000000 08000300 00000001",
            Bytes(batch =>
            {
                batch.BeginElements("s", add: false);
                batch.Range([10, 0, 0, 0], [11, 0, 0, 0]);
                batch.EndElements();
            }));

    [Fact]
    public void A_list_of_elements_too_long_for_one_attribute_goes_on_in_another_message()
    {
        var writer = new NetlinkWriter();
        var batch = new NftBatchWriter(writer, "t", 1);
        batch.BeginElements("s", add: true);
        for (var i = 0; i < 10_000; i++) batch.Element([10, 0, (byte)(i >> 8), (byte)i]);
        batch.EndElements();
        batch.Complete();

        int messages = 0, elements = 0;
        var reader = new MessageReader(writer.Written);
        while (reader.TryReadNext(out var header, out var payload))
        {
            if (header.Type != NftMessageType.NewElements) continue;
            messages++;
            var list = new ElementReader(payload);
            while (list.TryReadNext(out _)) elements++;
        }

        Assert.Equal((3, 10_000), (messages, elements));
    }

    [Fact]
    public void A_dump_of_rules_names_the_table_and_one_of_chains_does_not()
    {
        var writer = new NetlinkWriter();
        NftRequest.Dump(writer, NftMessageType.GetRule, "t", 1);
        NftRequest.Dump(writer, NftMessageType.GetChain, "t", 2);
        Assert.Equal(
            "1C000000 070A 0103 01000000 00000000 01000000" + Table + "14000000 040A 0103 02000000 00000000 01000000", writer.Written);
    }

    [Fact]
    public void A_dump_of_one_chains_rules_names_the_chain()
    {
        var writer = new NetlinkWriter();
        NftRequest.DumpRules(writer, "t", "c", 1);
        Assert.Equal("24000000 070A 0103 01000000 00000000 01000000" + Table + "0600 0200 6300 0000", writer.Written);
    }

    private static byte[] Bytes(Action<NftBatchWriter> write)
    {
        var writer = new NetlinkWriter();
        write(new NftBatchWriter(writer, "t", 1));
        return writer.Written[MarkerLength..].ToArray();
    }

    private static class Assert
    {
        public static void Equal(string hexadecimal, ReadOnlySpan<byte> bytes) =>
            Xunit.Assert.Equal(hexadecimal.Replace(" ", ""), Convert.ToHexString(bytes));

        public static void Equal<T>(T expected, T actual) => Xunit.Assert.Equal(expected, actual);
    }
}
