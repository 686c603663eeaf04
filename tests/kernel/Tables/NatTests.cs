using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

/// <summary>What somebody outside sees as the source of pods' packets. V4 and V6 are the same cases.</summary>
public sealed class NatTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private const int Port = 80;

    private static readonly Way V4 = new("10.1.0.1", "10.1.0.2", "192.0.2.1", "192.0.2.10", "192.0.2.200");
    private static readonly Way V6 = new("fd00:1::1", "fd00:1::2", "2001:db8::1", "2001:db8::10", "2001:db8::200");

    private static readonly NetworkIntent Plain = new() { Pools = [Cidr.Parse("10.1.0.0/24"), Cidr.Parse("fd00:1::/64")] };
    private static readonly NetworkIntent Translated = Plain with { NatPools = Plain.Pools };

    public static TheoryData<string> Families() => ["v4", "v6"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Only_what_leaves_a_pool_that_asks_for_it_gets_the_nodes_address(string family)
    {
        var way = Of(family);
        using var driver = Program(Plain);
        Assert.Equal(way.Pod, SourceSeen("outside", way.Outside));

        Change(driver, Translated);
        Assert.Equal(way.Node, SourceSeen("outside", way.Outside));
        Assert.Equal(way.Pod, SourceSeen("b", way.OtherPod));

        Change(driver, Translated with { Pools = [.. Plain.Pools, Cidr.Parse(way.Outside + (family == "v4" ? "/32" : "/128"))] });
        Assert.Equal(way.Pod, SourceSeen("outside", way.Outside));
        Assert.Equal(way.Node, SourceSeen("outside", way.OtherOutside));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_pool_that_does_not_ask_keeps_its_source_beside_one_that_does(string family)
    {
        var way = Of(family);
        var otherPool = Cidr.Parse(family == "v4" ? "10.1.0.2/32" : "fd00:1::2/128");
        using var driver = Program(Plain with { NatPools = [otherPool] });
        Assert.Equal(way.Pod, SourceSeen("outside", way.Outside));
        Assert.Equal(way.Node, SourceSeen("outside", way.Outside, from: "b"));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Ports_are_out_of_the_range(string family)
    {
        var way = Of(family);
        using var driver = Program(Translated, NatOutgoingSettings.Defaults with { Ports = new PortRange(2000, 2003) });
        var (tcp, udp) = (EndSeen("outside", way.Outside), DatagramEndSeen(way.Outside));
        Assert.Equal((way.Node, way.Node), (tcp.Address.ToString(), udp.Address.ToString()));
        Assert.InRange(tcp.Port, 2000, 2003);
        Assert.InRange(udp.Port, 2000, 2003);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Nodes_are_spared_where_that_is_said(string family)
    {
        var way = Of(family);
        var network = Translated with { Nodes = [.. new[] { V4.Outside, V6.Outside }.Select(IpAddr.Parse).Order()] };
        using (Program(network)) Assert.Equal(way.Node, SourceSeen("outside", way.Outside));
        using (Program(network, NatOutgoingSettings.Defaults with { SparesNodes = true }))
        {
            Assert.Equal(way.Pod, SourceSeen("outside", way.Outside));
            Assert.Equal(way.Node, SourceSeen("outside", way.OtherOutside));
        }
    }

    [Fact]
    public void An_address_may_be_named_for_ipv4()
    {
        var nat = NatOutgoingSettings.Defaults with { Address = IpAddr.Parse("10.255.0.1") };
        using (Program(Translated, nat))
        {
            Assert.Equal("10.255.0.1", SourceSeen("outside", V4.Outside));
            Assert.Equal(V6.Node, SourceSeen("outside", V6.Outside));
        }

        using (Program(Translated, nat with { Ports = PortRange.Single(3000) }))
            Assert.Equal(new IPEndPoint(IPAddress.Parse("10.255.0.1"), 3000), EndSeen("outside", V4.Outside));
    }

    [Theory]
    [InlineData("ext0", true)]
    [InlineData("ext+", true)]
    [InlineData("+", true)]
    [InlineData("eth0", false)]
    [InlineData("ext", false)]
    public void An_interface_may_be_named(string filter, bool translated)
    {
        using var driver = Program(Translated, NatOutgoingSettings.Defaults with { Interface = filter });
        foreach (var way in (Way[])[V4, V6])
            Assert.Equal(translated ? way.Node : way.Pod, SourceSeen("outside", way.Outside));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_connection_keeps_the_source_it_began_with(string family)
    {
        var way = Of(family);
        using var driver = Program(Plain);
        using var listener = net.Listen("outside", Port);
        using var before = Open(listener, way);
        Change(driver, Translated);
        using var after = Open(listener, way);
        Assert.Equal((way.Pod, way.Node), (before.Seen, after.Seen));
        Assert.True(before.Carries() && after.Carries());

        Change(driver, Translated with { NatPools = [family == "v4" ? Plain.Pools[1] : Plain.Pools[0]] });
        Assert.Equal(way.Pod, SourceSeen(listener, way.Outside));
        Assert.True(before.Carries() && after.Carries());

        driver.Update(new TableOptions { KeepsTranslating = true });
        Change(driver, Plain);
        Assert.Equal(way.Pod, SourceSeen(listener, way.Outside));
        Assert.True(before.Carries() && after.Carries());
    }

    [Fact]
    public void What_the_node_sends_through_a_tunnel_has_the_tunnels_address_and_pods_keep_theirs()
    {
        net.Ip("host", """
            link add vxlan.calico type veth peer name far
            addr add 10.9.0.1/32 dev vxlan.calico
            addr add 10.9.0.2/32 dev far
            link set vxlan.calico up
            route add 10.9.1.1/32 dev vxlan.calico

            """);
        try
        {
            net.Run("host", "ip", "link", "set", "far", "netns", net.PathOf("outside"));
            net.Ip("outside", "link set far up\naddr add 10.9.1.1/32 dev far\nroute add 10.9.0.1/32 dev far\n");
            using var driver = Program(Plain with { VxlanV4 = true });
            Assert.Equal("10.9.0.1", SourceSeen("outside", "10.9.1.1", from: "host", source: "192.0.2.1"));
            Assert.Equal("10.9.0.1", SourceSeen("outside", "10.9.1.1", from: "host"));
            Assert.Equal("10.1.0.1", SourceSeen("outside", "10.9.1.1"));
        }
        finally
        {
            net.Ip("host", "link del vxlan.calico\n");
        }
    }

    private static Way Of(string family) => family == "v4" ? V4 : V6;

    private PolicyDriver Program(NetworkIntent network, NatOutgoingSettings? nat = null)
    {
        var driver = new PolicyDriver(net.Handle("host"), new TableOptions { NatOutgoing = nat ?? NatOutgoingSettings.Defaults });
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

    private string SourceSeen(string at, string to, string from = "a", string? source = null) => EndSeen(at, to, from, source).Address.ToString();

    private string SourceSeen(Socket listener, string to)
    {
        using var client = net.Connect("a", to, Port, true);
        using var accepted = listener.Accept();
        return EndOf(accepted).Address.ToString();
    }

    private IPEndPoint EndSeen(string at, string to, string from = "a", string? source = null)
    {
        using var listener = net.Listen(at, Port);
        using var client = net.Connect(from, to, Port, true, source);
        Assert.NotNull(client);
        using var accepted = listener.Accept();
        return EndOf(accepted);
    }

    private IPEndPoint DatagramEndSeen(string to)
    {
        var target = new IPEndPoint(IPAddress.Parse(to), Port);
        using var receiver = Margay.Linux.Netns.Run(net.Handle("outside"), () => new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        using var sender = Margay.Linux.Netns.Run(net.Handle("a"), () => new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        receiver.Bind(target);
        sender.SendTo([1], target);
        EndPoint seen = new IPEndPoint(target.Address, 0);
        receiver.ReceiveFrom(new byte[1], ref seen);
        return (IPEndPoint)seen;
    }

    private Stream Open(Socket listener, Way way)
    {
        var client = net.Connect("a", way.Outside, Port, true);
        Assert.NotNull(client);
        return new Stream(client, listener.Accept());
    }

    private static IPEndPoint EndOf(Socket accepted)
    {
        var end = (IPEndPoint)accepted.RemoteEndPoint!;
        return end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
    }

    private sealed record Way(string Pod, string OtherPod, string Node, string Outside, string OtherOutside);

    /// <summary>Both ends of an open connection.</summary>
    private sealed record Stream(Socket Client, Socket Server) : IDisposable
    {
        public string Seen { get; } = EndOf(Server).Address.ToString();

        /// <summary>Whether a byte gets there and one comes back.</summary>
        public bool Carries() => Crosses(Client, Server) && Crosses(Server, Client);

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }

        private static bool Crosses(Socket from, Socket to)
        {
            from.Blocking = true;
            from.Send([1]);
            return to.Poll(TimeSpan.FromSeconds(15), SelectMode.SelectRead) && to.Receive(new byte[1]) == 1;
        }
    }
}
