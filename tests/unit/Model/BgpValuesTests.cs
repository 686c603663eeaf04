using System.Text.Json;
using Margay.Model.Resources;
using Margay.Model.Settings;

namespace Margay.Tests.Unit.Model;

/// <summary>The values of which the BGP kinds are made.</summary>
public sealed class BgpValuesTests
{
    [Theory]
    [InlineData("0", 0u)]
    [InlineData("64512", 64512u)]
    [InlineData("4294967295", 4294967295u)]
    [InlineData("1.10", 65546u)]
    [InlineData("0.64512", 64512u)]
    [InlineData("65535.65535", 4294967295u)]
    public void An_AS_number_is_one_number_or_its_two_halves(string text, uint expected)
    {
        Assert.True(AsNumber.TryParse(text, out var number));
        Assert.Equal(expected, number.Value);
        Assert.Equal($"{expected}", number.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("4294967296")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1.65536")]
    [InlineData("65536.1")]
    [InlineData("1.2.3")]
    [InlineData("AS64512")]
    public void What_is_no_AS_number_is_refused(string text)
    {
        Assert.False(AsNumber.TryParse(text, out var number));
        Assert.Equal(default, number);
    }

    [Theory]
    [InlineData("64512", "64512")]
    [InlineData("4294967295", "4294967295")]
    [InlineData("\"64512\"", "64512")]
    [InlineData("\"1.10\"", "65546")]
    public void An_AS_number_is_read_from_a_number_or_text_and_written_as_a_number(string json, string expected)
    {
        var peer = JsonSerializer.Deserialize($$$"""{"spec":{"asNumber":{{{json}}}}}""", ResourceJson.Default.BgpPeer)!;
        Assert.Equal($$$"""{"asNumber":{{{expected}}}}""", JsonSerializer.SerializeToNode(peer, ResourceJson.Default.BgpPeer)!["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("\"one\"")]
    [InlineData("true")]
    public void Json_of_another_kind_is_no_AS_number(string json) => Assert.Throws<JsonException>(
        () => JsonSerializer.Deserialize($$$"""{"spec":{"asNumber":{{{json}}}}}""", ResourceJson.Default.BgpPeer));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", null)]
    [InlineData("192.0.2.1:1790", "192.0.2.1", 1790)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("[2001:db8::1]:65535", "2001:db8::1", 65535)]
    public void A_peer_is_an_address_with_or_without_a_port(string text, string address, int? port)
    {
        Assert.True(PeerAddress.TryParse(text, out var peer));
        Assert.Equal((address, port), ($"{peer.Address}", (int?)peer.Port));
        Assert.Equal(text, peer.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("router")]
    [InlineData("192.0.2.1:0")]
    [InlineData("192.0.2.1:65536")]
    [InlineData("192.0.2.1:")]
    [InlineData("192.0.2.1/32")]
    [InlineData("192.0.2.256")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]:bgp")]
    [InlineData("2001:db8::1:2:3:4:5:179")]
    [InlineData(":179")]
    public void What_is_no_address_of_a_peer_is_refused(string text) => Assert.False(PeerAddress.TryParse(text, out _));

    [Theory]
    [InlineData("64512:100", 64512u, 100u, null)]
    [InlineData("0:65535", 0u, 65535u, null)]
    [InlineData("4294967295:1:4294967295", 4294967295u, 1u, 4294967295u)]
    public void A_community_has_two_parts_and_a_large_one_three(string text, uint administrator, uint first, uint? second)
    {
        Assert.True(BgpCommunity.TryParse(text, out var community));
        Assert.Equal((administrator, first, second), (community.Administrator, community.First, community.Second));
        Assert.Equal(second is not null, community.IsLarge);
        Assert.Equal(text, community.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("64512")]
    [InlineData("65536:1")]
    [InlineData("1:65536")]
    [InlineData("1:2:4294967296")]
    [InlineData("1:2:3:4")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1:-1")]
    [InlineData("1: 1")]
    public void What_is_no_community_is_refused(string text) => Assert.False(BgpCommunity.TryParse(text, out _));
}
