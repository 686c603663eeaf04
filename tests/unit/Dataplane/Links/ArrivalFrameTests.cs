using Margay.Dataplane.Links;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane.Links;

public sealed class ArrivalFrameTests
{
    private const string Ethernet = "ffffffffffff020000000001";
    private static readonly IpAddr[] Addresses = [IpAddr.Parse("10.65.0.5"), IpAddr.Parse("fd65::5")];

    [Theory]
    [InlineData("ARP request, sender and target the machine's", "0806" + "0001080006040001" + "020000000001" + "0a410005" + "000000000000" + "0a410005", true)]
    [InlineData("ARP reply, the same", "0806" + "0001080006040002" + "020000000001" + "0a410005" + "ffffffffffff" + "0a410005", true)]
    [InlineData("ARP request for the gateway", "0806" + "0001080006040001" + "020000000001" + "0a410005" + "000000000000" + "a9fe0101", false)]
    [InlineData("ARP probe (RFC 5227): nobody's yet", "0806" + "0001080006040001" + "020000000001" + "00000000" + "000000000000" + "0a410005", false)]
    [InlineData("ARP announcement of another address", "0806" + "0001080006040001" + "020000000001" + "0a410006" + "000000000000" + "0a410006", false)]
    [InlineData("reverse ARP request", "8035" + "0001080006040003" + "020000000001" + "00000000" + "020000000001" + "00000000", true)]
    [InlineData("reverse ARP reply", "8035" + "0001080006040004" + "020000000001" + "00000000" + "020000000001" + "00000000", false)]
    [InlineData("ARP, cut off", "0806" + "0001080006040001" + "020000000001" + "0a41", false)]
    [InlineData("neighbour advertisement, unsolicited", "86dd" + Ipv6 + "88000000" + "20000000" + "fd650000000000000000000000000005", true)]
    [InlineData("neighbour advertisement, solicited", "86dd" + Ipv6 + "88000000" + "60000000" + "fd650000000000000000000000000005", false)]
    [InlineData("neighbour advertisement of another", "86dd" + Ipv6 + "88000000" + "20000000" + "fd650000000000000000000000000006", false)]
    [InlineData("neighbour solicitation", "86dd" + Ipv6 + "87000000" + "00000000" + "fd650000000000000000000000000005", false)]
    [InlineData("neighbour advertisement, cut off", "86dd" + Ipv6 + "88000000" + "20000000" + "fd65", false)]
    public void A_machine_shows_itself_by_what_it_announces(string what, string bytes, bool isArrival) =>
        Assert.True(ArrivalFrame.IsOf(Convert.FromHexString(Ethernet + bytes), Addresses) == isArrival, what);

    /// <summary>Next header 58, from fe80::1 to ff02::1.</summary>
    private const string Ipv6 = "6000000000183aff" + "fe800000000000000000000000000001" + "ff020000000000000000000000000001";
}
