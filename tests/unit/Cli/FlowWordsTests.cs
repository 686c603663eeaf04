using Margay.Host.Cli;
using Margay.Host.Policy;

namespace Margay.Tests.Unit.Cli;

public sealed class FlowWordsTests
{
    [Theory]
    [InlineData("shop/web", "shop/web")]
    [InlineData("web", "here/web")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("FD00::1", "fd00::1")]
    public void An_end_is_a_pod_or_an_address(string text, string expected) =>
        Assert.Equal(expected, FlowWords.ParseEnd("--to", text, "here").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a/b/c")]
    [InlineData("/web")]
    [InlineData("10.0.0.1/32")]
    [InlineData("fd00::zz")]
    public void Anything_else_is_refused(string text) =>
        Assert.Throws<CliException>(() => FlowWords.ParseEnd("--to", text, "here"));

    [Theory]
    [InlineData("80/tcp", "TCP", 80)]
    [InlineData("80/TCP", "TCP", 80)]
    [InlineData("80", "TCP", 80)]
    [InlineData("53/udp", "UDP", 53)]
    [InlineData("icmp", "ICMP", 0)]
    public void A_port_has_a_protocol_tcp_unless_said(string text, string protocol, ushort port)
    {
        var parsed = FlowWords.ParsePort(text);
        Assert.Equal((protocol, port), (parsed.Protocol.ToString(), parsed.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0/tcp")]
    [InlineData("65536/tcp")]
    [InlineData("80/xyz")]
    [InlineData("80/icmp")]
    [InlineData("http")]
    public void A_port_that_is_none_is_refused(string text) =>
        Assert.Throws<CliException>(() => FlowWords.ParsePort(text));
}
