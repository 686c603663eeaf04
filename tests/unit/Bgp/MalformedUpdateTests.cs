using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Broken UPDATE messages, each with the action that RFC 7606 asks for.</summary>
public sealed class MalformedUpdateTests
{
    private const string Origin = "40010100";
    private const string Path = "4002060201" + "0000FDE9";
    private const string NextHop = "4003040A000001";
    private const string LocalPref = "40050400000064";
    private const string Whole = Origin + Path + NextHop + LocalPref;
    private const string Prefix = "180A4100";
    private const string Reach6 = "800E1E000201" + "10" + "20010DB8000000000000000000000001" + "00" + "4020010DB800000001";

    [Theory]
    [InlineData("all is well", Whole, ErrorAction.None, 0)]

    // RFC 4271 §6.3, RFC 7606 §7.1 to 7.3
    [InlineData("ORIGIN of 2 bytes", "4001020000" + Path + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 6)]
    [InlineData("ORIGIN 3", "40010103" + Path + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 6)]
    [InlineData("ORIGIN is missing", Path + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 3)]
    [InlineData("ORIGIN marked optional", "C0010100" + Path + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 4)]
    [InlineData("AS_PATH of unknown segment", Origin + "40020605010000FDE9" + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 11)]
    [InlineData("AS_PATH with an empty segment", Origin + "4002020200" + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 11)]
    [InlineData("AS_PATH whose segment overruns", Origin + "40020602020000FDE9" + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 11)]
    [InlineData("AS_PATH with one octet left over", Origin + "40020702010000FDE902" + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 11)]
    [InlineData("AS_PATH is missing", Origin + NextHop + LocalPref, ErrorAction.TreatAsWithdraw, 3)]
    [InlineData("NEXT_HOP of 3 bytes", Origin + Path + "4003030A0000" + LocalPref, ErrorAction.TreatAsWithdraw, 8)]
    [InlineData("NEXT_HOP 0.0.0.0", Origin + Path + "40030400000000" + LocalPref, ErrorAction.TreatAsWithdraw, 8)]
    [InlineData("NEXT_HOP of a group", Origin + Path + "400304E0000001" + LocalPref, ErrorAction.TreatAsWithdraw, 8)]
    [InlineData("NEXT_HOP is missing", Origin + Path + LocalPref, ErrorAction.TreatAsWithdraw, 3)]

    // §7.4 to 7.10
    [InlineData("MED of 3 bytes", Whole + "800403000000", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("LOCAL_PREF of 5 bytes", Origin + Path + NextHop + "4005050000006400", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("LOCAL_PREF is missing", Origin + Path + NextHop, ErrorAction.TreatAsWithdraw, 3)]
    [InlineData("ATOMIC_AGGREGATE of 1 byte", Whole + "40060100", ErrorAction.AttributeDiscard, 5)]
    [InlineData("AGGREGATOR of 6 bytes from a speaker of four octets", Whole + "C00706FDE90A000001", ErrorAction.AttributeDiscard, 5)]
    [InlineData("COMMUNITIES of 5 bytes", Whole + "C00805FDE9000100", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("COMMUNITIES of nothing", Whole + "C00800", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("ORIGINATOR_ID of 3 bytes", Whole + "8009030A0000", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("CLUSTER_LIST of 6 bytes", Whole + "800A060A0000010A00", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("EXTENDED COMMUNITIES of 7 bytes", Whole + "C0100700020000000000", ErrorAction.TreatAsWithdraw, 5)]

    // RFC 8092 §5, RFC 9234 §5, RFC 6793 §6
    [InlineData("LARGE_COMMUNITY of 11 bytes", Whole + "C0200B0000FDE9000000010000" + "00", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("ONLY_TO_CUSTOMER of 2 bytes", Whole + "C02302FDE9", ErrorAction.TreatAsWithdraw, 5)]
    [InlineData("AS4_PATH from a speaker of four octets", Whole + "C0110602010000FDE9", ErrorAction.AttributeDiscard, 0)]

    // §3, §4, §5
    [InlineData("ORIGIN twice", Whole + Origin, ErrorAction.AttributeDiscard, 1)]
    [InlineData("the last attribute overruns", Whole + "C0080CFDE90001", ErrorAction.TreatAsWithdraw, 1)]
    [InlineData("one octet after the last attribute", Whole + "C0", ErrorAction.TreatAsWithdraw, 1)]
    [InlineData("COMMUNITIES marked well-known", Whole + "400804FDE90001", ErrorAction.TreatAsWithdraw, 4)]
    [InlineData("an unknown well-known attribute", Whole + "40630101", ErrorAction.SessionReset, 2)]
    [InlineData("an unknown optional attribute", Whole + "80630101", ErrorAction.None, 0)]
    [InlineData("two faults: the harder counts", Whole + "40060100" + "C00800", ErrorAction.TreatAsWithdraw, 5)]

    // RFC 4760 §7, RFC 7606 §5.3, 7.11
    [InlineData("MP_REACH_NLRI twice", Whole + Reach6 + Reach6, ErrorAction.SessionReset, 1)]
    [InlineData("MP_REACH_NLRI marked transitive", Whole + "C0" + "0E1E000201" + "10" + "20010DB8000000000000000000000001" + "00" + "4020010DB800000001", ErrorAction.SessionReset, 4)]
    [InlineData("MP_REACH_NLRI with a next hop of 5", Whole + "800E0A0002010520010DB80000", ErrorAction.SessionReset, 9)]
    [InlineData("MP_REACH_NLRI that ends in the next hop", Whole + "800E060002011020" + "01", ErrorAction.SessionReset, 9)]
    [InlineData("MP_REACH_NLRI with a prefix of 129 bits", Whole + "800E17000201" + "10" + "20010DB8000000000000000000000001" + "00" + "8120", ErrorAction.SessionReset, 9)]
    [InlineData("MP_REACH_NLRI to a group", Whole + "800E1E000201" + "10" + "FF020DB8000000000000000000000001" + "00" + "4020010DB800000001", ErrorAction.TreatAsWithdraw, 8)]
    [InlineData("MP_UNREACH_NLRI of 2 bytes", Whole + "800F020002", ErrorAction.SessionReset, 9)]
    [InlineData("MP_UNREACH_NLRI of a family nobody offered", Whole + "800F03000180", ErrorAction.SessionReset, 9)]
    public void A_fault_in_the_attributes_has_its_action(string fault, string attributes, ErrorAction action, byte subcode)
    {
        var body = Body("", attributes, Prefix);
        var usable = UpdateCodec.TryDecode(body, new UpdateFormat { FourOctetAs = true }, out var update, out var found);

        Assert.True((action, subcode) == (found.Action, found.Subcode), $"{fault}: {found}");
        Assert.Equal(action != ErrorAction.SessionReset, usable);
        if (update is null) return;
        var nlri = new Nlri(Cidr.Parse("10.65.0.0/24"));
        Assert.Equal(action == ErrorAction.TreatAsWithdraw, update.Withdrawn.Contains(nlri));
        Assert.Equal(action != ErrorAction.TreatAsWithdraw, update.Announced.Any(group => group.Routes.Contains(nlri)));
    }

    [Theory]
    [InlineData("withdrawn routes overrun", "0005180A410000", 1)]
    [InlineData("attributes overrun", "00000005400101", 1)]
    [InlineData("no length of the attributes", "0000", 1)]
    [InlineData("a withdrawn prefix of 33 bits", "0006210A4100000000" + "00", 10)]
    [InlineData("an announced prefix that ends early", "0000000020" + "0A", 10)]
    [InlineData("a fault without prefixes", "000000054001020000", 6)]
    public void A_message_whose_prefixes_cannot_be_known_ends_the_session(string fault, string body, byte subcode)
    {
        Assert.False(UpdateCodec.TryDecode(Convert.FromHexString(body), new UpdateFormat { FourOctetAs = true }, out _, out var found), fault);
        Assert.True((ErrorAction.SessionReset, NotificationCode.Update, subcode) == (found.Action, found.Code, found.Subcode), $"{fault}: {found}");
    }

    [Theory]
    [InlineData("LOCAL_PREF", LocalPref)]
    [InlineData("LOCAL_PREF of 3 bytes", "400503000000")]
    [InlineData("ORIGINATOR_ID", "8009040A000009")]
    [InlineData("CLUSTER_LIST of 3 bytes", "800A030A0000")]
    public void What_means_nothing_from_outside_is_discarded_whatever_it_says(string name, string attribute)
    {
        var format = new UpdateFormat { FourOctetAs = true, External = true };
        Assert.True(UpdateCodec.TryDecode(Body("", Origin + Path + NextHop + attribute, Prefix), format, out var update, out var fault), name);

        Assert.Equal(ErrorAction.AttributeDiscard, fault.Action);
        var expected = new PathAttributes { AsPath = AsPath.Of(65001), NextHop = IpAddr.Parse("10.0.0.1") };
        Assert.Equal(expected, Assert.Single(update.Announced).Attributes);
    }

    [Fact]
    public void A_malformed_message_withdraws_the_prefixes_of_all_its_fields()
    {
        var body = Body("180A4200", Path + NextHop + LocalPref + Reach6 + "800F0A000201" + "30" + "20010DB80002", Prefix);
        Assert.True(UpdateCodec.TryDecode(body, new UpdateFormat { FourOctetAs = true }, out var update, out var fault), fault.Reason);

        Assert.Equal(ErrorAction.TreatAsWithdraw, fault.Action);
        Assert.Empty(update.Announced);
        Assert.Equal(
            ["10.66.0.0/24", "2001:db8:2::/48", "10.65.0.0/24", "2001:db8:0:1::/64"],
            update.Withdrawn.Select(route => route.Prefix.ToString()));
    }

    [Fact]
    public void An_unknown_transitive_attribute_is_passed_on_as_partial()
    {
        var body = Body("", Whole + "C063020102", Prefix);
        Assert.True(UpdateCodec.TryDecode(body, new UpdateFormat { FourOctetAs = true }, out var update, out _));
        var writer = new BgpWriter();
        UpdateEncoder.Announce(writer, update.Announced[0].Attributes, [new Nlri(Cidr.Parse("10.65.0.0/24"))], new UpdateFormat { FourOctetAs = true });

        Assert.Contains("F06300020102", Convert.ToHexString(writer.Written), StringComparison.Ordinal);
    }

    private static byte[] Body(string withdrawn, string attributes, string announced) => Convert.FromHexString(
        $"{withdrawn.Length / 2:X4}{withdrawn}{attributes.Length / 2:X4}{attributes}{announced}");
}
