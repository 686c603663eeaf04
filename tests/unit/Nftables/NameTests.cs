using Margay.Dataplane.Tables;
using Margay.Netlink.Nftables;

namespace Margay.Tests.Unit.Nftables;

public sealed class NameTests
{
    [Theory]
    [InlineData("in/", "NetworkPolicy/shop/web.v1", "in/NetworkPolicy/shop/web.v1")]
    [InlineData("set/", "sel_abc-4", "set/sel_abc-4")]
    public void A_text_that_nft_can_read_stays_as_it_is(string prefix, string text, string name) =>
        Assert.Equal(name, NftName.Of(prefix, text));

    [Fact]
    public void A_text_that_is_too_long_is_cut_and_hashed()
    {
        var name = NftName.Of("in/", new string('a', 300));
        Assert.Equal(NftName.MaxLength, name.Length);
        Assert.NotEqual(name, NftName.Of("in/", new string('a', 301)));
    }

    [Fact]
    public void Characters_that_nft_cannot_read_are_replaced_and_the_whole_is_hashed()
    {
        Assert.StartsWith("set/a_b_-", NftName.Of("set/", "a:bü"));
        Assert.NotEqual(NftName.Of("set/", "a:b"), NftName.Of("set/", "a;b"));
    }

    [Fact]
    public void A_comment_is_what_nft_can_print()
    {
        Assert.Equal("say ?hi? ??", RuleComment.Clean("say \"hi\" \nü"));
        Assert.Equal(RuleComment.MaxLength, RuleComment.Clean(new string('a', 300)).Length);
    }
}
