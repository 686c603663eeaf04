using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Who may send packets of the overlays, to the node and out of pods. V4 and V6 are the same cases.</summary>
public sealed class TunnelCheckTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private const int Vxlan = 4789;

    private static readonly IpProtocol Ipip = new(4);

    /// <summary>The host, who is a node outside, and who is none.</summary>
    private static readonly (string Host, string Node, string Stranger)[] Ways =
        [("192.0.2.1", "192.0.2.10", "192.0.2.200"), ("2001:db8::1", "2001:db8::10", "2001:db8::200")];

    private static readonly NetworkIntent Network = new()
    {
        Nodes = [.. Ways.Select(way => IpAddr.Parse(way.Node)).Order()],
        VxlanV4 = true,
        VxlanV6 = true,
        Ipip = true,
    };

    [Fact]
    public void Vxlan_comes_in_from_nodes_only()
    {
        using var driver = Program(Network);
        foreach (var (host, node, stranger) in Ways)
        {
            Assert.True(net.Delivers("outside", "host", host, Vxlan, true, node), node);
            Assert.False(net.Delivers("outside", "host", host, Vxlan, false, stranger), stranger);
            Assert.True(net.Delivers("outside", "host", host, Vxlan + 1, true, stranger), "other ports are not its concern");
        }
    }

    [Fact]
    public void A_node_that_went_is_a_stranger_with_its_next_packet()
    {
        using var driver = Program(Network);
        foreach (var (host, node, _) in Ways)
        {
            using var sender = Datagrams("outside", node, 5000);
            using var receiver = Datagrams("host", host, Vxlan);
            sender.SendTo([1], receiver.LocalEndPoint!);
            Assert.True(receiver.Poll(TimeSpan.FromSeconds(15), SelectMode.SelectRead) && receiver.Receive(new byte[1]) == 1);
            receiver.SendTo([1], sender.LocalEndPoint!);
            Assert.True(sender.Poll(TimeSpan.FromSeconds(15), SelectMode.SelectRead), "established in both directions");

            Change(driver, Network with { Nodes = [] });
            sender.SendTo([1], receiver.LocalEndPoint!);
            Assert.False(receiver.Poll(TimeSpan.FromMilliseconds(400), SelectMode.SelectRead), node);
            Change(driver, Network);
        }
    }

    [Fact]
    public void Sources_outside_the_cluster_may_be_named()
    {
        var (host, _, stranger) = Ways[0];
        using var driver = Program(Network with { ExternalNodes = [Cidr.Parse("192.0.2.192/26")] });
        Assert.True(net.Delivers("outside", "host", host, Vxlan, true, stranger));
        Assert.True(Arrives("outside", "host", stranger, host, true));
    }

    [Fact]
    public void Where_no_pool_uses_vxlan_its_port_is_like_any_other()
    {
        using var driver = Program(Network with { VxlanV4 = false });
        Assert.True(net.Delivers("outside", "host", Ways[0].Host, Vxlan, true, Ways[0].Stranger));
        Assert.False(net.Delivers("outside", "host", Ways[1].Host, Vxlan, false, Ways[1].Stranger));
    }

    [Fact]
    public void Another_port_is_checked_where_the_settings_say_so()
    {
        using var driver = Program(Network, new TableOptions { VxlanPort = 8472 });
        foreach (var (host, _, stranger) in Ways)
        {
            Assert.False(net.Delivers("outside", "host", host, 8472, false, stranger));
            Assert.True(net.Delivers("outside", "host", host, Vxlan, true, stranger));
            Assert.False(net.Delivers("a", "outside", stranger, 8472, false));
            Assert.True(net.Delivers("a", "outside", stranger, Vxlan, true));
        }
    }

    [Fact]
    public void Ip_in_ip_comes_in_from_nodes_only()
    {
        var (host, node, stranger) = Ways[0];
        using var driver = Program(Network);
        Assert.True(Arrives("outside", "host", node, host, true));
        Assert.False(Arrives("outside", "host", stranger, host, false));
        Change(driver, Network with { Ipip = false });
        Assert.True(Arrives("outside", "host", stranger, host, true));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Pods_send_packets_of_overlays_only_where_the_settings_say_so(bool vxlan, bool ipip)
    {
        using var driver = Program(NetworkIntent.None, new TableOptions { Overlays = new OverlaySettings(vxlan, ipip, []) });
        foreach (var (host, node, _) in Ways)
        {
            Assert.Equal(vxlan, net.Delivers("a", "outside", node, Vxlan, vxlan));
            Assert.True(net.Delivers("a", "outside", node, Vxlan + 1, true));
        }

        Assert.Equal(vxlan, net.Delivers("a", "b", "10.1.0.2", Vxlan, vxlan));
        Assert.Equal(ipip, Arrives("a", "outside", "10.1.0.1", "192.0.2.10", ipip));
    }

    [Fact]
    public void A_pod_that_may_send_vxlan_is_still_no_node()
    {
        using var driver = Program(Network, new TableOptions { Overlays = new OverlaySettings(true, true, []), EndpointToHostAction = EndpointToHostAction.Accept });
        Assert.True(net.Delivers("a", "host", "10.255.0.1", Vxlan + 1, true));
        Assert.False(net.Delivers("a", "host", "10.255.0.1", Vxlan, false));
        Assert.False(net.Delivers("a", "host", "fd00:255::1", Vxlan, false));
    }

    [Fact]
    public void A_closed_host_endpoint_lets_the_nodes_tunnels_through_in_both_directions()
    {
        using var driver = Program(Network);
        driver.Update(Delta() with { HostEndpoints = [new HostEndpointIntent("host", "ext0")] });
        Change(driver, Network);
        foreach (var (host, node, stranger) in Ways)
        {
            Assert.True(net.Delivers("outside", "host", host, Vxlan, true, node), node);
            Assert.True(net.Delivers("host", "outside", node, Vxlan, true), node);
            Assert.False(net.Delivers("host", "outside", stranger, Vxlan, false), stranger);
            Assert.False(net.Delivers("outside", "host", host, Vxlan + 1, false, node), "everything else is closed");
            Assert.False(net.Delivers("host", "outside", node, Vxlan + 1, false));
        }
    }

    private PolicyDriver Program(NetworkIntent network, TableOptions? options = null)
    {
        var driver = new PolicyDriver(net.Handle("host"), options ?? new TableOptions());
        driver.Update(Delta(endpoints:
        [
            Endpoint("a", ["10.1.0.1", "fd00:1::1"]), Endpoint("b", ["10.1.0.2", "fd00:1::2"]), Endpoint("c", ["10.1.0.3", "fd00:1::3"]),
        ]));
        Change(driver, network);
        return driver;
    }

    private static void Change(PolicyDriver driver, NetworkIntent network)
    {
        driver.Update(network);
        var outcome = driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
    }

    private Socket Datagrams(string place, string address, int port)
    {
        var end = new IPEndPoint(IPAddress.Parse(address), port);
        var socket = Netns.Run(net.Handle(place), () => new Socket(end.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(end);
        return socket;
    }

    /// <summary>Whether an IP in IP packet from an address of <paramref name="from"/> gets to <paramref name="at"/>.</summary>
    private bool Arrives(string from, string at, string source, string destination, bool expected)
    {
        using var receiver = Netns.Run(net.Handle(at), static () => RawSocket.Open(IpFamily.V4, Ipip));
        using var sender = Netns.Run(net.Handle(from), static () => RawSocket.Open(IpFamily.V4, Ipip));
        sender.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        sender.SendTo(new byte[20], new IPEndPoint(IPAddress.Parse(destination), 0));
        return receiver.Poll(expected ? TimeSpan.FromSeconds(15) : TimeSpan.FromMilliseconds(400), SelectMode.SelectRead);
    }
}
