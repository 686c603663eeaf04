using Margay.Names;

namespace Margay.Tests.Unit.Names;

/// <summary>What is believed of DNS responses.</summary>
public sealed class DnsAnswerTests
{
    private static readonly string[] Both = ["www.example.com 192.0.2.1 60", "www.example.com 2001:db8::1 30"];

    [Fact]
    public void Addresses_of_both_families_are_read()
    {
        var message = DnsMessages.ResponseTo("WWW.example.com")
            .Address("WWW.example.com", "192.0.2.1").Address("www.Example.com", "2001:db8::1", 30);
        Assert.Equal(Both, Texts(message.ToArray()));
    }

    [Fact]
    public void Every_name_of_a_chain_of_aliases_stands_for_its_addresses_as_long_as_all_links_hold()
    {
        var message = DnsMessages.ResponseTo("api.example.com")
            .Alias("api.example.com", "lb.example.net", 300)
            .Alias("lb.example.net", "one.cdn.test", 20)
            .Address("one.cdn.test", "192.0.2.7", 60);
        Assert.Equal(
            ["one.cdn.test 192.0.2.7 60", "lb.example.net 192.0.2.7 20", "api.example.com 192.0.2.7 20"], Texts(message.ToArray()));
    }

    [Fact]
    public void Records_about_other_names_are_not_believed()
    {
        var message = DnsMessages.ResponseTo("evil.test").Address("evil.test", "192.0.2.66").Address("bank.example.com", "192.0.2.66");
        Assert.Equal(["evil.test 192.0.2.66 60"], Texts(message.ToArray()));
    }

    [Fact]
    public void A_circle_of_aliases_has_an_end()
    {
        var message = DnsMessages.ResponseTo("a.test").Alias("a.test", "b.test").Alias("b.test", "a.test").Address("c.test", "192.0.2.1");
        Assert.Empty(Texts(message.ToArray()));
    }

    [Theory]
    [InlineData(0x01, 0x80)] // a question
    [InlineData(0x81, 0x83)] // NXDOMAIN
    [InlineData(0x81, 0x82)] // SERVFAIL
    [InlineData(0xa9, 0x80)] // another opcode
    public void Only_responses_without_error_count(byte high, byte low) =>
        Assert.Empty(Texts(DnsMessages.ResponseTo("a.test", high, low).Address("a.test", "192.0.2.1").ToArray()));

    [Fact]
    public void A_message_cut_short_says_what_is_whole()
    {
        var message = DnsMessages.ResponseTo("a.test").Address("a.test", "192.0.2.1").Address("a.test", "192.0.2.2").ToArray();
        Assert.Equal(["a.test 192.0.2.1 60"], Texts(message[..^1]));
    }

    [Fact]
    public void A_pointer_forwards_or_to_itself_is_malformed()
    {
        var message = DnsMessages.ResponseTo("a.test").ToArray();
        (message[12], message[13]) = (0xc0, 12);
        Assert.Empty(Texts(message));
        (message[12], message[13]) = (0xc0, 0xff);
        Assert.Empty(Texts(message));
    }

    [Fact]
    public void A_dot_inside_a_label_makes_no_other_name()
    {
        var message = DnsMessages.ResponseTo("aXb.test").Address("aXb.test", "192.0.2.1").ToArray();
        message[Array.IndexOf(message, (byte)'X')] = (byte)'.';
        Assert.Empty(Texts(message));
    }

    [Fact]
    public void Whatever_the_bytes_nothing_is_thrown()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var whole = DnsMessages.ResponseTo("api.example.com").Alias("api.example.com", "b.test").Address("b.test", "192.0.2.1")
            .Address("b.test", "2001:db8::1").ToArray();
        for (var turn = 0; turn < 20_000; turn++)
        {
            var message = (byte[])whole.Clone();
            for (var n = random.Next(1, 6); n > 0; n--) message[random.Next(message.Length)] = (byte)random.Next(256);
            var cut = message.AsSpan(0, random.Next(message.Length + 1)).ToArray();
            Assert.True(Record.Exception(() => DnsAnswer.Read(cut)) is null, $"seed {seed}: {Convert.ToHexString(cut)}");
        }
    }

    private static string[] Texts(byte[] message) =>
        [.. DnsAnswer.Read(message).Select(told => $"{told.Name} {told.Address} {told.Seconds}")];
}
