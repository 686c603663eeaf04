using Margay.Host.Cli;
using Margay.Host.Policy.Explain;

namespace Margay.Tests.Unit.Cli.Explain;

public sealed class PacketLineTests
{
    private static readonly string[] Parts =
    [
        "SRC=10.0.0.1", "DST=10.0.0.2", "src=fd00::1", "PROTO=TCP", "DPT=80", "SPT=", "TYPE=300", "{", "}", "\"dest_port\":", "99999", "tcp", "udp",
        "10.0.0.1:4000", "->", ">", "[fd00::1]:80", "10.0.0.1.53", "ICMP echo request", "IP", ":", ".", ",", " ", "\t", "=", "é",
    ];

    [Theory]
    [InlineData(
        "Nov 26 10:00:00 n1 kernel: [12.3] calico-packet: IN=calia OUT=calib MAC=ee:ee SRC=10.65.0.2 DST=10.65.0.1 LEN=60 TOS=0x00 TTL=63 ID=1 DF PROTO=TCP SPT=41000 DPT=5432 WINDOW=64240 RES=0x00 SYN URGP=0",
        "10.65.0.2 → 10.65.0.1 TCP/5432", 41000)]
    [InlineData("IN=eth0 OUT= SRC=fd00::1 DST=fd00::2 LEN=80 PROTO=UDP SPT=53 DPT=53", "fd00::1 → fd00::2 UDP/53", 53)]
    [InlineData("SRC=10.0.0.1 DST=10.0.0.2 PROTO=ICMP TYPE=8 CODE=0 ID=7", "10.0.0.1 → 10.0.0.2 ICMP type 8 code 0", 0, 8, 0)]
    [InlineData("SRC=fd00::1 DST=fd00::2 PROTO=ICMPv6 TYPE=128 CODE=0", "fd00::1 → fd00::2 ICMPv6 type 128 code 0", 0, 128, 0)]
    [InlineData("SRC=10.0.0.1 DST=10.0.0.2 PROTO=47", "10.0.0.1 → 10.0.0.2 47", 0)]
    [InlineData(
        "tcp      6 117 SYN_SENT src=10.65.0.2 dst=10.65.0.1 sport=41000 dport=80 [UNREPLIED] src=10.65.0.1 dst=10.65.0.2 sport=80 dport=41000",
        "10.65.0.2 → 10.65.0.1 TCP/80", 41000)]
    [InlineData("10:00:00.000000 IP 10.65.0.2.41000 > 10.65.0.1.80: Flags [S], seq 1, win 64240, length 0", "10.65.0.2 → 10.65.0.1 TCP/80", 41000)]
    [InlineData("10:00:00.000000 IP6 fd00::1.41000 > fd00::2.53: 4660+ A? example.com. (29)", "fd00::1 → fd00::2 UDP/53", 41000)]
    [InlineData("IP 10.0.0.1.41000 > 10.0.0.2.7777: UDP, length 4", "10.0.0.1 → 10.0.0.2 UDP/7777", 41000)]
    [InlineData("IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 1, length 64", "10.0.0.1 → 10.0.0.2 ICMP type 8", 0, 8)]
    [InlineData("IP6 fd00::1 > fd00::2: ICMP6, echo request, id 1", "fd00::1 → fd00::2 ICMPv6 type 128", 0, 128)]
    [InlineData("tcp 10.0.0.1:4000 -> 10.0.0.2:80", "10.0.0.1 → 10.0.0.2 TCP/80", 4000)]
    [InlineData("10.0.0.1:4000 → 10.0.0.2:80", "10.0.0.1 → 10.0.0.2 TCP/80", 4000)]
    [InlineData("[fd00::1]:4000 -> [fd00::2]:53 udp", "fd00::1 → fd00::2 UDP/53", 4000)]
    [InlineData(
        """{"action":"deny","source_ip":"10.0.0.1","dest_ip":"10.0.0.2","source_port":4000,"dest_port":80,"proto":"tcp"}""",
        "10.0.0.1 → 10.0.0.2 TCP/80", 4000)]
    public void A_line_that_a_program_printed_is_read(string line, string expected, int sourcePort, int? type = null, int? code = null)
    {
        var flow = PacketLine.Read(line);
        Assert.Equal(expected, flow.ToString());
        Assert.Equal((sourcePort, type, code), (flow.SourcePort, flow.IcmpType, flow.IcmpCode));
    }

    [Theory]
    [InlineData("IN=cali1 SRC=10.65.1.1 DST=10.65.0.2 PROTO=TCP SPT=5432 DPT=41000 ACK SYN", "10.65.0.2 → 10.65.1.1 TCP/5432", "is an answer")]
    [InlineData("IP 10.65.1.1.5432 > 10.65.0.2.41000: Flags [S.], seq 1, ack 2", "10.65.0.2 → 10.65.1.1 TCP/5432", "is an answer")]
    [InlineData("IP 10.65.1.1.5432 > 10.65.0.2.41000: Flags [P.], seq 1:9, ack 2", "10.65.1.1 → 10.65.0.2 TCP/41000", "was open before")]
    [InlineData("SRC=10.65.0.2 DST=10.65.1.1 PROTO=TCP SPT=41000 DPT=5432 SYN", "10.65.0.2 → 10.65.1.1 TCP/5432", null)]
    [InlineData("IP 10.65.0.2.41000 > 10.65.1.1.5432: Flags [S], seq 1", "10.65.0.2 → 10.65.1.1 TCP/5432", null)]
    public void An_answer_is_turned_round_and_what_is_no_first_packet_is_said(string line, string expected, string? note)
    {
        Assert.Equal(expected, PacketLine.Read(line).ToString());
        if (note is null) Assert.Null(PacketLine.NoteOn(line));
        else Assert.Contains(note, PacketLine.NoteOn(line));
    }

    [Theory]
    [InlineData("SRC=10.0.0.1 DST=10.0.0.2 PROTO=TCP DPT=99999", ": '99999' is no port;")]
    [InlineData("SRC=10.0.0.1 DST=10.0.0.2 PROTO=TCP", ": it has no destination port;")]
    [InlineData("SRC=10.0.0.1 DST=fd00::2 PROTO=TCP DPT=80", ": its addresses are of two families;")]
    [InlineData("SRC=10.0.0.300 DST=10.0.0.2 PROTO=TCP DPT=80", ": '10.0.0.300' is no address;")]
    [InlineData("SRC=10.0.0.1 PROTO=TCP DPT=80", ": it has no destination;")]
    public void What_keeps_a_line_from_being_a_packet_is_said(string line, string expected) =>
        Assert.Contains(expected, Assert.Throws<CliException>(() => PacketLine.Read(line)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("SRC=10.0.0.1 DST=10.0.0.2")]
    [InlineData("SRC=10.0.0.1 DST=10.0.0.2 PROTO=TCP")]
    [InlineData("SRC=10.0.0.1 DST=fd00::2 PROTO=TCP DPT=80")]
    [InlineData("SRC=10.0.0.300 DST=10.0.0.2 PROTO=TCP DPT=80")]
    [InlineData("10.0.0.1 -> 10.0.0.2")]
    [InlineData("{\"source_ip\":")]
    [InlineData("[1, 2]")]
    public void What_is_no_packet_is_refused_with_what_would_be_one(string line)
    {
        var refused = Assert.Throws<CliException>(() => PacketLine.Read(line));
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("SRC=10.0.0.1", refused.Message);
    }

    [Fact]
    public void No_line_does_worse_than_being_refused()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var line = string.Join(random.Next(2) == 0 ? " " : "", random.GetItems(Parts, random.Next(12)));
            try
            {
                PacketLine.Read(line);
            }
            catch (CliException)
            {
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}: '{line}': {other}");
            }
        }
    }
}
