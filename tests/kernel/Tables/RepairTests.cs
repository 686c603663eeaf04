using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

public sealed class RepairTests
{
    public static TheoryData<string> Damage() =>
    [
        "delete table inet margay",
        "flush table inet margay",
        "flush ruleset",
        "flush chain inet margay forward-egress",
        "flush chain inet margay in/NetworkPolicy/shop/web",
        "flush chain inet margay in/NetworkPolicy/shop/web; delete element inet margay to-workload { \"caliweb\" }; flush chain inet margay to-caliweb; delete chain inet margay in/NetworkPolicy/shop/web",
        "flush chain inet margay forward-ingress; delete chain inet margay forward-ingress",
        "flush set inet margay set/sel_clients-4",
        "delete element inet margay set/sel_clients-4 { 10.1.0.3 }",
        "add element inet margay set/sel_clients-4 { 10.66.0.1 }",
        "flush set inet margay set/sel_clients-6; add element inet margay set/sel_clients-6 { * }",
        "delete element inet margay set/net_office-4 { 10.8.0.0/24 }",
        "add element inet margay set/net_office-6 { fd66::/16 }",
        "delete element inet margay from-workload { \"caliweb\" }; add element inet margay from-workload { \"caliweb\" : accept }",
        "flush chain inet margay in/NetworkPolicy/shop/web; flush chain inet margay out/NetworkPolicy/shop/web; delete set inet margay set/port_http-4",
        "flush chain inet margay in/NetworkPolicy/shop/web; flush chain inet margay out/NetworkPolicy/shop/web; delete set inet margay set/sel_clients-4; add set inet margay set/sel_clients-4 { type ipv4_addr; flags interval; }",
        "add rule inet margay in/NetworkPolicy/shop/web counter accept",
        "insert rule inet margay forward-egress accept",
        "insert rule inet margay forward-egress ip saddr { 10.66.0.0/16, 10.67.0.1 } tcp dport { 1, 2 } accept",
        "add rule inet margay to-caliweb jump { accept; }",
        "add chain inet margay mine; add rule inet margay mine accept; insert rule inet margay to-caliweb jump mine",
        "add chain inet margay extra { type filter hook output priority 0; policy drop; }",
        "add map inet margay odd { type ipv4_addr : mark; }; add set inet margay timed { type ipv4_addr; flags timeout; }",
        "add chain inet margay forward-egress { policy drop; }",
        "add table inet margay { flags dormant; }",
    ];

    [Theory]
    [MemberData(nameof(Damage))]
    public void A_resync_repairs_what_a_hand_broke(string damage)
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        net.Run("nft", damage);

        var repaired = driver.Resync();
        Assert.True(repaired.Succeeded, repaired.ToString());
        Assert.NotEqual(0, repaired.Messages);
        Assert.Equal(NftListing.Normalize(net.Rendered(OneOfEverything())), net.Listed());
        Assert.Equal(0, driver.Resync().Messages);
    }

    [Fact]
    public void A_rule_with_our_comment_that_does_something_else_is_not_ours()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        net.Run("nft", "flush chain inet margay from-caliclosed; add rule inet margay from-caliclosed counter accept comment \"shop/closed is isolated and no policy allows it\"");
        Assert.Equal(2, driver.Resync().Messages);
    }

    [Fact]
    public void Other_tables_are_left_as_they_are()
    {
        const string Foreign = """
            table inet margay2 {
            	set s {
            		type ipv4_addr
            		elements = { 10.0.0.1 }
            	}

            	chain forward-egress {
            		type filter hook forward priority filter; policy accept;
            		ip saddr @s counter accept
            	}
            }
            table ip margay {
            	chain forward-egress {
            		counter accept
            	}
            }
            """;
        using var net = new PolicyNamespace();
        net.RunWithInput(Foreign, "nft", "-f", "-");
        string Others() => net.Run("nft", "list", "table", "inet", "margay2") + net.Run("nft", "list", "table", "ip", "margay");

        var before = Others();
        using var driver = net.Driver(OneOfEverything());
        net.Run("nft", "delete", "table", "inet", "margay");
        Assert.True(driver.Resync().Succeeded);
        Assert.Equal(0, driver.Resync().Messages);
        Assert.Equal(before, Others());
    }
}
