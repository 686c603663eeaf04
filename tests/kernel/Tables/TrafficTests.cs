using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Real packets between namespaces meet what the intent says. V4 and V6 are the same cases.</summary>
public sealed class TrafficTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private static readonly string[] Families = ["10.1.0.", "fd00:1::"];

    [Fact]
    public void Endpoints_that_no_policy_selects_talk_to_each_other()
    {
        using var driver = Program(Pods());
        using var server = net.Listen("b", 80);
        foreach (var family in Families) Assert.True(net.Connects("a", $"{family}2", 80, true), family);
    }

    [Fact]
    public void Ingress_lets_in_the_peer_and_the_port_it_names()
    {
        using var driver = Program(Pods(b: (Isolated("web"), null), web: [Rule(IpProtocol.Tcp, "80,8000-8010", ["sel_a"])]));
        using var http = net.Listen("b", 80);
        using var inside = net.Listen("b", 8010);
        using var beyond = net.Listen("b", 8011);
        foreach (var family in Families)
        {
            Assert.True(net.Connects("a", $"{family}2", 80, true), family);
            Assert.True(net.Connects("a", $"{family}2", 8010, true), family);
            Assert.False(net.Connects("a", $"{family}2", 8011, false), family);
            Assert.False(net.Connects("c", $"{family}2", 80, false), family);
            Assert.True(net.Connects("host", $"{family}2", 8011, true), $"the host reaches its pods: {family}");
        }
    }

    [Fact]
    public void Egress_lets_out_to_the_peer_and_the_port_it_names()
    {
        using var driver = Program(Pods(a: (null, Isolated("web")), web: [Rule(IpProtocol.Tcp, "80", ["sel_b"])]));
        using var http = net.Listen("b", 80);
        using var other = net.Listen("b", 81);
        using var elsewhere = net.Listen("c", 80);
        foreach (var family in Families)
        {
            Assert.True(net.Connects("a", $"{family}2", 80, true), family);
            Assert.False(net.Connects("a", $"{family}2", 81, false), family);
            Assert.False(net.Connects("a", $"{family}3", 80, false), family);
        }
    }

    [Fact]
    public void What_the_sender_may_send_the_receiver_may_still_refuse()
    {
        using var driver = Program(Pods(a: (null, Isolated("web")), b: (Isolated("deny-all"), null), web: [Rule()]));
        using var refused = net.Listen("b", 80);
        using var open = net.Listen("c", 80);
        foreach (var family in Families)
        {
            Assert.False(net.Connects("a", $"{family}2", 80, false), family);
            Assert.True(net.Connects("a", $"{family}3", 80, true), family);
        }
    }

    [Fact]
    public void A_named_port_is_the_port_of_each_pod()
    {
        using var driver = Program(Pods(a: (null, Isolated("web")), web: [Rule(service: "port_http")]));
        using var named = net.Listen("b", 8080);
        using var other = net.Listen("c", 8080);
        foreach (var family in Families)
        {
            Assert.True(net.Connects("a", $"{family}2", 8080, true), family);
            Assert.False(net.Connects("a", $"{family}3", 8080, false), family);
        }
    }

    [Fact]
    public void An_address_block_lets_in_all_but_its_exceptions()
    {
        using var driver = Program(Pods(b: (Isolated("web"), null), web: [Rule(peers: ["net_outside"])]));
        using var server = net.Listen("b", 80);
        foreach (var (to, allowed, excepted) in ((string, string, string)[])[("10.1.0.2", "192.0.2.10", "192.0.2.200"), ("fd00:1::2", "2001:db8::10", "2001:db8::200")])
        {
            Assert.True(net.Connects("outside", to, 80, true, allowed), allowed);
            Assert.False(net.Connects("outside", to, 80, false, excepted), excepted);
        }
    }

    [Fact]
    public void Datagrams_meet_the_same_rules()
    {
        using var driver = Program(Pods(b: (Isolated("web"), null), web: [Rule(IpProtocol.Udp, "53", ["sel_a"])]));
        foreach (var family in Families)
        {
            Assert.True(net.Delivers("a", "b", $"{family}2", 53, true), family);
            Assert.False(net.Delivers("a", "b", $"{family}2", 54, false), family);
            Assert.False(net.Delivers("c", "b", $"{family}2", 53, false), family);
        }
    }

    [Fact]
    public void A_rule_that_denies_comes_before_one_that_allows()
    {
        using var driver = Program(Pods(
            b: (Isolated("web"), null), web: [Rule(IpProtocol.Tcp, "81", action: new RuleAction.Deny()), Rule(origin: 1)]));
        using var allowed = net.Listen("b", 80);
        using var denied = net.Listen("b", 81);
        foreach (var family in Families)
        {
            Assert.True(net.Connects("a", $"{family}2", 80, true), family);
            Assert.False(net.Connects("a", $"{family}2", 81, false), family);
        }
    }

    [Fact]
    public void A_connection_outlives_a_policy_that_would_refuse_it_and_a_new_one_does_not_come_about()
    {
        using var driver = Program(Pods(b: (Isolated("web"), null), web: [Rule(IpProtocol.Tcp, "80")]));
        using var server = net.Listen("b", 80);
        foreach (var family in Families)
        {
            driver.Update(Delta(policies: [Rules("web", [Rule(IpProtocol.Tcp, "80")], [])]));
            Assert.True(driver.Apply().Succeeded);
            using var client = net.Connect("a", $"{family}2", 80, true);
            using var accepted = server.Accept();

            driver.Update(Delta(policies: [Rules("web", [], [])]));
            Assert.True(driver.Apply().Succeeded);
            client!.Blocking = true;
            client.Send([42]);
            Assert.True(accepted.Poll(TimeSpan.FromSeconds(15), System.Net.Sockets.SelectMode.SelectRead), family);
            Assert.False(net.Connects("a", $"{family}2", 80, false), family);
        }
    }

    [Fact]
    public void An_interface_without_an_endpoint_lets_nothing_through()
    {
        using var driver = Program(Pods());
        using var server = net.Listen("b", 80);
        using var outside = net.Listen("outside", 80);
        driver.Update(Delta(endpointsRemoved: ["calib"]));
        Assert.True(driver.Apply().Succeeded);
        foreach (var family in Families) Assert.False(net.Connects("a", $"{family}2", 80, false), family);
        Assert.False(net.Connects("b", "192.0.2.10", 80, false));
        Assert.False(net.Connects("b", "2001:db8::10", 80, false));
        Assert.True(net.Connects("a", "192.0.2.10", 80, true));
        Assert.True(net.Connects("a", "2001:db8::10", 80, true));
    }

    [Fact]
    public void A_packet_with_an_address_that_is_not_the_endpoints_is_dropped()
    {
        using var driver = Program(Pods());
        using var server = net.Listen("b", 80);
        WithAnotherAddress(99, () =>
        {
            Assert.False(net.Connects("a", "10.1.0.2", 80, false, "10.1.0.99"));
            Assert.False(net.Connects("a", "fd00:1::2", 80, false, "fd00:1::99"));
            driver.Update(Delta(endpoints: [Endpoint("a", ["10.1.0.1", "10.1.0.99", "fd00:1::1", "fd00:1::99"])]));
            Assert.True(driver.Apply().Succeeded);
            Assert.True(net.Connects("a", "10.1.0.2", 80, true, "10.1.0.99"));
            Assert.True(net.Connects("a", "fd00:1::2", 80, true, "fd00:1::99"));
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_prefix_that_a_pod_asks_for_is_its_own_only_where_the_node_allows_it(bool allowed)
    {
        var pods = Pods();
        var asking = pods.Endpoints[0] with { Sources = [Cidr.Parse("10.1.0.96/30"), Cidr.Parse("fd00:1::98/127")] };
        using var driver = Program(pods with { Endpoints = [asking, .. pods.Endpoints.Skip(1)] }, new TableOptions { AllowSourcePrefixes = allowed });
        using var server = net.Listen("b", 80);
        WithAnotherAddress(99, () =>
        {
            Assert.Equal(allowed, net.Connects("a", "10.1.0.2", 80, allowed, "10.1.0.99"));
            Assert.Equal(allowed, net.Connects("a", "fd00:1::2", 80, allowed, "fd00:1::99"));
        });
        WithAnotherAddress(90, () =>
        {
            Assert.False(net.Connects("a", "10.1.0.2", 80, false, "10.1.0.90"));
            Assert.False(net.Connects("a", "fd00:1::2", 80, false, "fd00:1::90"));
        });
        Assert.True(net.Connects("a", "10.1.0.2", 80, true), "its own address stays its own");
    }

    [Theory]
    [InlineData(EndpointToHostAction.Drop, false)]
    [InlineData(EndpointToHostAction.Accept, true)]
    [InlineData(EndpointToHostAction.Return, true)]
    public void A_pod_reaches_its_host_only_where_the_node_says_so(EndpointToHostAction action, bool reaches)
    {
        using var driver = Program(Pods(c: (null, DirectionIntent.Closed)), new TableOptions { EndpointToHostAction = action });
        using var server = net.Listen("host", 80);
        foreach (var host in (string[])["10.255.0.1", "fd00:255::1"])
        {
            Assert.Equal(reaches, net.Connects("a", host, 80, reaches));
            Assert.False(net.Connects("c", host, 80, false), $"egress policy comes first: {host}");
        }
    }

    [Fact]
    public void A_pod_that_may_send_nothing_still_answers()
    {
        using var driver = Program(Pods(b: (null, DirectionIntent.Closed)));
        using var server = net.Listen("b", 80);
        net.Ip("b", "neigh flush dev eth0\n");     // the gateway's address must be asked for again (v6)
        net.Ip("b", "neigh replace 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent\n");
        foreach (var family in Families) Assert.True(net.Connects("a", $"{family}2", 80, true), family);
    }

    [Fact]
    public void A_second_driver_takes_over_without_touching_anything()
    {
        var intent = Pods(b: (Isolated("web"), null), web: [Rule(IpProtocol.Tcp, "80")]);
        Program(intent).Dispose();
        using var server = net.Listen("b", 80);
        Assert.True(net.Connects("a", "10.1.0.2", 80, true), "policy goes on without a driver");
        Assert.False(net.Connects("a", "10.1.0.2", 81, false));
        using var second = new PolicyDriver(net.Handle("host"), new TableOptions());
        second.Update(intent);
        Assert.Equal(0, second.Apply().Messages);
    }

    /// <summary>With a further address of each family at pod a, to which the host knows the way.</summary>
    private void WithAnotherAddress(int number, Action test)
    {
        net.Ip("a", $"addr add 10.1.0.{number}/32 dev eth0\naddr add fd00:1::{number}/128 dev eth0 nodad\n");
        net.Ip("host", $"route add 10.1.0.{number}/32 dev calia\nroute add fd00:1::{number}/128 dev calia\n");
        try
        {
            test();
        }
        finally
        {
            net.Ip("a", $"addr del 10.1.0.{number}/32 dev eth0\naddr del fd00:1::{number}/128 dev eth0\n");
            net.Ip("host", $"route del 10.1.0.{number}/32 dev calia\nroute del fd00:1::{number}/128 dev calia\n");
        }
    }

    private PolicyDriver Program(IntentDelta intent, TableOptions? options = null)
    {
        var driver = new PolicyDriver(net.Handle("host"), options ?? new TableOptions());
        driver.Update(intent);
        var outcome = driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
        return driver;
    }

    /// <summary>The three pods; the policy <c>web</c> has the rules given in both directions.</summary>
    private static IntentDelta Pods(
        (DirectionIntent? In, DirectionIntent? Out) a = default,
        (DirectionIntent? In, DirectionIntent? Out) b = default,
        (DirectionIntent? In, DirectionIntent? Out) c = default,
        params RuleIntent[] web) => Delta(
            sets:
            [
                Addresses("sel_a", "10.1.0.1", "fd00:1::1"),
                Addresses("sel_b", "10.1.0.2", "fd00:1::2"),
                Networks("net_outside", "192.0.2.0/25", "192.0.2.128/26", "192.0.2.192/29", "192.0.2.201/32", "2001:db8::/119"),
                Services("port_http", ("10.1.0.2", IpProtocol.Tcp, 8080), ("fd00:1::2", IpProtocol.Tcp, 8080), ("10.1.0.3", IpProtocol.Tcp, 9090), ("fd00:1::3", IpProtocol.Tcp, 9090)),
            ],
            policies: [Rules("deny-all", [], []), Rules("web", web, web)],
            endpoints:
            [
                Endpoint("a", ["10.1.0.1", "fd00:1::1"], a.In, a.Out),
                Endpoint("b", ["10.1.0.2", "fd00:1::2"], b.In, b.Out),
                Endpoint("c", ["10.1.0.3", "fd00:1::3"], c.In, c.Out),
            ]);
}
