using Margay.Dataplane.Links;
using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Links;

/// <summary>A node finds its addresses among those of real interfaces, and by real routes.</summary>
public sealed class NodeAddressTests : IDisposable
{
    private readonly NetnsHandle _host;
    private readonly NetlinkSocket _socket;

    public NodeAddressTests()
    {
        Machine.RequireRoot();
        _host = NetnsHandle.Create();
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, _host);
        AddLink("docker0", "172.17.0.1/16");
        AddLink("eth0", "192.0.2.1/24", "2001:db8::1/64");
        AddLink("eth1", "198.51.100.1/24", "2001:db8:1::1/64");
        AddLink("down0", isUp: false, "203.0.113.1/24");
    }

    [Theory]
    [InlineData("first-found", "192.0.2.1", "2001:db8::1")]
    [InlineData("interface=eth1", "198.51.100.1", "2001:db8:1::1")]
    [InlineData("skip-interface=eth0", "198.51.100.1", "2001:db8:1::1")]
    [InlineData("cidr=172.16.0.0/12,2001:db8:1::/48", "172.17.0.1", "2001:db8:1::1")]
    public void Interfaces_are_asked(string text, string v4, string v6)
    {
        Assert.True(AutodetectionMethod.TryParse(text, out var method, out _));
        Assert.Equal(IpAddr.Parse(v4), NodeAddressChoice.Of(method, IpFamily.V4, Table.Held()));
        Assert.Equal(IpAddr.Parse(v6), NodeAddressChoice.Of(method, IpFamily.V6, Table.Held()));
    }

    [Fact]
    public void An_interface_that_is_down_has_no_address_to_offer() => Assert.DoesNotContain(Table.Held(), held => held.Interface == "down0");

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.1")]
    [InlineData("198.51.100.77", "198.51.100.1")]
    [InlineData("2001:db8:1::77", "2001:db8:1::1")]
    [InlineData("198.51.100.1", "198.51.100.1")]
    public void A_destination_is_reached_from_the_address_on_its_side(string destination, string source) =>
        Assert.Equal(IpAddr.Parse(source), Table.SourceTo(IpAddr.Parse(destination)));

    [Fact]
    public void A_destination_behind_a_gateway_is_reached_as_its_route_says()
    {
        foreach (var (destination, gateway, source) in new[] { ("10.0.0.0/8", "198.51.100.254", "198.51.100.1"), ("fd00::/8", "2001:db8:1::ff", "2001:db8:1::1") })
        {
            var route = new KernelRoute
            {
                Destination = Cidr.Parse(destination),
                Protocol = RouteProtocol.Static,
                Gateway = IpAddr.Parse(gateway),
            };
            Do(writer => RouteCodec.WriteAdd(writer, _socket.NextSequence(), route, RouteConflict.Refuse));
            Assert.Equal(IpAddr.Parse(source), Table.SourceTo(route.Destination.Network));
        }
    }

    [Theory]
    [InlineData("10.9.9.9")]
    [InlineData("fd00:9::9")]
    public void Without_a_route_there_is_no_source(string destination) => Assert.True(Table.SourceTo(IpAddr.Parse(destination)).IsNone);

    [Theory]
    [InlineData("10.9.0.0/16", RouteType.Blackhole)]
    [InlineData("10.9.0.0/16", RouteType.Unreachable)]
    [InlineData("fd00:9::/32", RouteType.Blackhole)]
    [InlineData("fd00:9::/32", RouteType.Unreachable)]
    public void A_route_into_nothing_gives_no_source(string destination, RouteType type)
    {
        var route = new KernelRoute
        {
            Destination = Cidr.Parse(destination),
            Type = type,
            Protocol = RouteProtocol.Static,
        };
        Do(writer => RouteCodec.WriteAdd(writer, _socket.NextSequence(), route, RouteConflict.Refuse));
        Assert.True(Table.SourceTo(route.Destination.Network).IsNone);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _host.Dispose();
    }

    private LinkTable Table => new(_socket);

    private void AddLink(string name, params string[] addresses) => AddLink(name, isUp: true, addresses);

    private void AddLink(string name, bool isUp, params string[] addresses)
    {
        Do(writer => LinkCodec.WriteCreateBridge(writer, _socket.NextSequence(), name));
        var index = Table.Find(name)!.Index;
        if (isUp) Do(writer => LinkCodec.WriteChange(writer, _socket.NextSequence(), index, new LinkChange(IsUp: true)));
        foreach (var address in addresses.Select(text => text.Split('/')))
        {
            Do(writer => AddressCodec.WriteAdd(
                writer, _socket.NextSequence(), new InterfaceAddress(index, IpAddr.Parse(address[0]), int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture))));
        }
    }

    private void Do(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        _socket.Execute(writer.Written, "set up");
    }
}
