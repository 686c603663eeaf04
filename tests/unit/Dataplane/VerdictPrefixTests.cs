using Margay.Dataplane.Tables;
using Margay.Model.Intent;

namespace Margay.Tests.Unit.Dataplane;

public sealed class VerdictPrefixTests
{
    [Fact]
    public void A_prefix_is_in_Calicos_form()
    {
        var policy = new PolicyId(PolicyId.NetworkPolicy, "shop", "web");
        Assert.Equal("APE0|np/shop/web", VerdictPrefix.OfRule(VerdictAction.Allow, Direction.Egress, policy, 0).ToString());
        Assert.Equal("PPI12|gnp/all", VerdictPrefix.OfRule(VerdictAction.Pass, Direction.Ingress, new PolicyId(PolicyId.GlobalNetworkPolicy, "", "all"), 12).ToString());
        Assert.Equal("ARI1|pro/kns.shop", VerdictPrefix.OfRule(VerdictAction.Allow, Direction.Ingress, new PolicyId(PolicyId.Profile, "", "kns.shop"), 1).ToString());
        Assert.Equal("DPI|default", VerdictPrefix.OfTier(VerdictAction.Deny, Direction.Ingress, "default").ToString());
        Assert.Equal("DRE", VerdictPrefix.OfNoProfile(VerdictAction.Deny, Direction.Egress).ToString());
    }

    [Fact]
    public void A_name_that_does_not_fit_is_hashed_the_same_way_every_time()
    {
        var policy = new PolicyId(PolicyId.NetworkPolicy, "shop", new string('n', 100));
        var prefix = VerdictPrefix.OfRule(VerdictAction.Deny, Direction.Ingress, policy, 3).ToString();
        Assert.StartsWith("DPI3|#", prefix, StringComparison.Ordinal);
        Assert.True(VerdictPrefix.TryParse(prefix, out var read));
        Assert.Equal(VerdictPrefix.NameOf(policy), read!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("APE")]
    [InlineData("XPE0|np/a/b")]
    [InlineData("APX0|np/a/b")]
    [InlineData("AQE0|np/a/b")]
    [InlineData("APE-1|np/a/b")]
    [InlineData("calico-packet: ")]
    public void Another_text_is_no_prefix(string text) => Assert.False(VerdictPrefix.TryParse(text, out _));
}
