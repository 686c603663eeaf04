using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Settings;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

public sealed class PolicyDriverTests
{
    private const int Enoent = 2;

    [Fact]
    public void What_nft_lists_is_the_text_that_was_rendered()
    {
        using var net = new PolicyNamespace();
        net.Start(OneOfEverything());
        Assert.Equal(NftListing.Normalize(net.Rendered(OneOfEverything())), net.Listed());
    }

    [Fact]
    public void What_nft_makes_of_our_text_is_what_we_would_have_written()
    {
        using var net = new PolicyNamespace();
        net.RunWithInput(net.Rendered(OneOfEverything()), "nft", "-f", "-");
        Assert.Equal(0, net.Start(OneOfEverything()).Messages);
    }

    [Fact]
    public void A_driver_that_starts_again_finds_everything_right()
    {
        using var net = new PolicyNamespace();
        Assert.NotEqual(0, net.Start(OneOfEverything()).Messages);
        Assert.Equal(0, net.Start(OneOfEverything()).Messages);
    }

    [Fact]
    public void A_driver_that_starts_with_other_intent_writes_the_difference()
    {
        using var net = new PolicyNamespace();
        net.Start(OneOfEverything());
        net.Start(Delta(endpoints: [Endpoint("free", ["10.1.0.2"])]));
        Assert.Equal(NftListing.Normalize(net.Rendered(Delta(endpoints: [Endpoint("free", ["10.1.0.2"])]))), net.Listed());
    }

    [Fact]
    public void Other_options_take_effect_at_the_next_start()
    {
        using var net = new PolicyNamespace();
        net.Start(OneOfEverything());
        var options = new TableOptions { InterfacePrefix = "tap", EndpointToHostAction = EndpointToHostAction.Return, DropInvalid = false };
        net.Start(OneOfEverything(), options);
        Assert.Equal(NftListing.Normalize(net.Rendered(OneOfEverything(), options)), net.Listed());
    }

    [Fact]
    public void Other_options_take_effect_while_running()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        foreach (var action in (EndpointToHostAction[])[EndpointToHostAction.Accept, EndpointToHostAction.Drop])
        {
            var options = new TableOptions { EndpointToHostAction = action, DropInvalid = action == EndpointToHostAction.Drop };
            driver.Update(options);
            Succeeded(driver.Apply());
            Assert.Equal(NftListing.Normalize(net.Rendered(OneOfEverything(), options)), net.Listed());
        }
    }

    [Fact]
    public void Nothing_new_writes_nothing()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        Assert.Equal(0, Succeeded(driver.Apply()).Messages);
        Assert.Equal(0, Succeeded(driver.Resync()).Messages);
    }

    [Fact]
    public void One_member_is_one_message()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        driver.Update(Delta(sets: [Changed("sel_clients", ["10.1.0.77"], [])]));
        Assert.Equal(1, Succeeded(driver.Apply()).Messages);
        driver.Update(Delta(sets: [Changed("sel_clients", ["10.1.0.78"], ["10.1.0.77", "fd00:1::2"])]));
        Assert.Equal(3, Succeeded(driver.Apply()).Messages);
        Assert.Equal(0, Succeeded(driver.Resync()).Messages);
    }

    [Fact]
    public void A_change_that_was_taken_back_writes_nothing()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        driver.Update(Delta(sets: [Changed("sel_clients", ["10.1.0.77"], ["10.1.0.2"])], endpoints: [Endpoint("free", [])]));
        driver.Update(Delta(sets: [Changed("sel_clients", ["10.1.0.2"], ["10.1.0.77"])], endpoints: [Endpoint("free", ["10.1.0.2"])]));
        Assert.Equal(0, Succeeded(driver.Apply()).Messages);
    }

    [Fact]
    public void A_policy_that_changes_writes_its_own_chain_only()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        driver.Update(Delta(policies: [Rules("deny-all", [Rule(IpProtocol.Tcp, "22"), Rule(IpProtocol.Tcp, "23", origin: 1)], [])]));
        Assert.Equal(2, Succeeded(driver.Apply()).Messages - 1);      // the two rules, and emptying the chain
        Assert.Equal(0, Succeeded(driver.Resync()).Messages);
    }

    [Fact]
    public void What_is_removed_leaves_the_kernel()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        driver.Update(Delta(
            endpointsRemoved: ["caliclosed", "califree", "caliweb"],
            policiesRemoved: ["deny-all", "web"],
            setsRemoved: ["net_office", "net_world", "port_http", "sel_clients"]));
        Succeeded(driver.Apply());
        Assert.Equal(NftListing.Normalize(net.Rendered(Delta())), net.Listed());
    }

    [Fact]
    public void A_network_is_replaced_by_its_halves()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(Delta(sets: [Networks("net_a", "10.0.0.0/8", "255.0.0.0/8")]));
        driver.Update(Delta(sets: [Changed("net_a", ["10.0.0.0/9", "10.128.0.0/9", "255.128.0.0/9"], ["10.0.0.0/8", "255.0.0.0/8"])]));
        Succeeded(driver.Apply());
        Assert.Equal(0, Succeeded(driver.Resync()).Messages);
        driver.Update(Delta(sets: [Changed("net_a", ["0.0.0.0/0"], ["10.0.0.0/9", "10.128.0.0/9", "255.128.0.0/9"])]));
        Succeeded(driver.Apply());
        Assert.Equal(0, Succeeded(driver.Resync()).Messages);
    }

    [Fact]
    public void A_set_that_outgrows_one_message_is_written_whole()
    {
        using var net = new PolicyNamespace();
        var addresses = Enumerable.Range(0, 20_000).Select(i => IpAddr.V4(0x0A00_0000u + (uint)i).ToString()).ToArray();
        var networks = Enumerable.Range(0, 20_000).Select(i => IpAddr.V4(0x0B00_0000u + (uint)(2 * i)).ToString()).ToArray();
        var intent = Delta(sets: [Networks("net_big", networks), Addresses("sel_big", addresses)]);
        net.Start(intent);
        Assert.Equal(0, net.Start(intent).Messages);
    }

    [Fact]
    public void A_policy_that_the_kernel_refuses_is_named_and_closed_and_the_rest_goes_in()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        driver.Update(Delta(
            policies: [Rules("web", [Rule(peers: ["sel_missing"])], []), Rules("deny-all", [Rule(IpProtocol.Tcp, "22")], [])],
            sets: [Changed("sel_clients", ["10.1.0.77"], [])]));
        var outcome = Succeeded(driver.Apply());
        var closed = Assert.Single(outcome.Closed.DistinctBy(failure => failure.Subject));
        Assert.Equal(Enoent, closed.Errno);
        Assert.Equal("rule 0 of chain in/NetworkPolicy/shop/web", closed.Subject);
        var listed = net.Listed();
        Assert.Contains("chain in/NetworkPolicy/shop/web { counter drop comment \"closed: the kernel refuses its rules\"", listed);
        Assert.Contains("10.1.0.77", listed);
        Assert.Contains("tcp dport 22", listed);
        Assert.Equal(0, Succeeded(driver.Apply()).Messages);
    }

    [Fact]
    public void What_was_refused_is_tried_again_by_a_resync_and_when_it_changes()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        driver.Update(Delta(policies: [Rules("web", [Rule(peers: ["sel_late"])], [])]));
        Assert.NotEmpty(Succeeded(driver.Apply()).Closed);
        Assert.NotEmpty(Succeeded(driver.Resync()).Closed);
        driver.Update(Delta(sets: [Addresses("sel_late", "10.1.0.5")]));
        Assert.NotEmpty(Succeeded(driver.Apply()).Closed);
        Assert.Empty(Succeeded(driver.Resync()).Closed);
        Assert.Equal(0, Succeeded(driver.Resync()).Messages);

        driver.Update(Delta(policies: [Rules("web", [Rule(peers: ["sel_missing"])], [])]));
        Assert.NotEmpty(Succeeded(driver.Apply()).Closed);
        driver.Update(Delta(policies: [Rules("web", [Rule()], [])]));
        Succeeded(driver.Apply());
        Assert.DoesNotContain("closed: the kernel", net.Listed());
    }

    [Fact]
    public void A_set_that_the_kernel_refuses_closes_the_policies_that_look_in_it()
    {
        using var net = new PolicyNamespace();
        var overlapping = Networks("net_bad", "10.0.0.0/8", "10.1.0.0/16");
        var intent = Delta(
            sets: [overlapping, Addresses("sel_good", "10.1.0.5")],
            policies: [Rules("bad", [Rule(peers: ["net_bad"])], []), Rules("good", [Rule(peers: ["sel_good"])], [])],
            endpoints: [Endpoint("a", ["10.1.0.1"], Isolated("bad")), Endpoint("b", ["10.1.0.2"], Isolated("good"))]);
        var outcome = net.Start(intent);
        Assert.Contains(outcome.Closed, failure => failure.Subject == "elements of set set/net_bad-4");
        var listed = net.Listed();
        Assert.Contains("chain in/NetworkPolicy/shop/bad { counter drop", listed);
        Assert.Contains("ip saddr @set/sel_good-4", listed);
    }

    [Fact]
    public void Names_that_are_long_or_odd_are_read_back_by_nft()
    {
        using var net = new PolicyNamespace();
        var name = new string('n', 253);
        var ports = string.Join(',', Enumerable.Range(0, 40).Select(i => $"{i * 100}"));
        var intent = Delta(
            sets: [Addresses("odd id:ü", "10.0.0.1")],
            policies: [Rules(name, [Rule(IpProtocol.Tcp, ports, ["odd id:ü"])], [])],
            endpoints: [Endpoint("l", ["10.1.0.1"], Isolated(name))]);
        net.Start(intent);
        Assert.Equal(NftListing.Normalize(net.Rendered(intent)), net.Listed());
        net.RunWithInput($"flush ruleset\n{net.Rendered(intent)}", "nft", "-f", "-");
    }

    private static ApplyOutcome Succeeded(ApplyOutcome outcome)
    {
        Assert.True(outcome.Succeeded, outcome.ToString());
        return outcome;
    }
}
