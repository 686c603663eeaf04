using System.Text.Json.Nodes;
using Margay.Host.Cli.Bgp;

namespace Margay.Tests.Unit.Cli;

/// <summary>What <c>margay bgp</c> prints.</summary>
public sealed class BgpTextTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData("""{"state":"Up","diagnostic":"DetectionTimeExpired"}""", "Up")]
    [InlineData("""{"state":"Down"}""", "Down")]
    [InlineData("""{"state":"Down","diagnostic":"DetectionTimeExpired"}""", "Down (DetectionTimeExpired)")]
    [InlineData("""{"state":"Down","diagnostic":"DetectionTimeExpired","lastDiscard":"Authenticated"}""", "Down (Authenticated)")]
    public void Peers_show_their_BFD(string? bfd, string shown)
    {
        var peer = new JsonObject { ["name"] = "Node_172_30_1_1" };
        if (bfd is not null) peer["bfd"] = JsonNode.Parse(bfd);
        var node = new JsonObject { ["node"] = "n1", ["peers"] = new JsonArray(peer) };

        Assert.Equal(shown, BgpWords.Bfd(peer["bfd"] as JsonObject));
        Assert.Contains($" {shown} ", BgpText.Peers([node], null).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_that_are_held_back_are_told_of_below_those_there_are()
    {
        const string Problem = "BGPPeer r1: there is no secret kube-system/bgp";
        var node = new JsonObject { ["node"] = "n1", ["peers"] = new JsonArray(), ["problems"] = new JsonArray(Problem) };
        Assert.Equal($"no peers\nn1: {Problem}\n", BgpText.Peers([node], null));
        Assert.Equal("", BgpText.Peers([], null));
    }

    [Theory]
    [InlineData("""{"node":"n1","routes":[],"sessions":3,"notEstablished":0,"notEstablishedNames":[]}""", "")]
    [InlineData("""{"node":"n1","routes":[],"sessions":3,"notEstablished":2,"notEstablishedNames":["a","b"]}""", "; 2 of 3 sessions are not established (a, b)")]
    [InlineData("""{"node":"n1","routes":[],"sessions":9,"notEstablished":3,"notEstablishedNames":["a","b"]}""", "; 3 of 9 sessions are not established (a, b, ...)")]
    public void A_prefix_that_nobody_says_may_be_one_of_a_session_that_is_down(string node, string because) => Assert.Equal(
        $"n1: nobody has said this prefix or one around it, and the node does not say it itself{because}\n", BgpText.Why([JsonNode.Parse(node)!.AsObject()], null));

    [Theory]
    [InlineData("10.65.9.128/26", "n1: 10.65.9.128/26\n")]
    [InlineData("10.65.9.130/32", "n1: 10.65.9.130 is in 10.65.9.128/26\n")]
    [InlineData("10.65.9.128/28", "n1: 10.65.9.128/28 is in 10.65.9.128/26\n")]
    public void What_was_asked_for_is_named_where_it_is_a_part_of_what_is_known(string asked, string beginning)
    {
        var node = JsonNode.Parse($$"""{"node":"n1","asked":"{{asked}}","routes":[{"prefix":"10.65.9.128/26","paths":[{"step":"Best"}]}]}""")!.AsObject();
        Assert.StartsWith(beginning, BgpText.Why([node], null), StringComparison.Ordinal);
    }
}
