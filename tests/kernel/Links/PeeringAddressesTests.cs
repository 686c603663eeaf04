using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Links;

/// <summary>The addresses with which a node answers workloads that are its peers.</summary>
public sealed class PeeringAddressesTests
{
    private static readonly string[] Pod = ["10.65.1.2", "fd00:65:1::2"];
    private static readonly string[] Node = ["169.254.0.179", "fd00:179::1"];
    private static readonly string[] Own = ["192.0.2.1", "2001:db8::1"];

    public PeeringAddressesTests() => Machine.RequireRoot();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_pod_reaches_its_node_there_and_the_node_does_not_call_pods_from_there(int family)
    {
        using var network = new PodNetwork();
        using var addresses = new PeeringAddresses(network.Host);
        var spec = PodNetwork.Spec("a", Pod);
        var pod = network.AddPod(spec);
        GiveNodeAddresses(network);
        Assert.Equal(2, addresses.Apply(Peers(spec.HostName), resync: false));

        Assert.Equal(IpAddr.Parse(Pod[family]), PodNetwork.ConnectOverTcp(pod, network.Host, IpAddr.Parse(Node[family])));
        Assert.Equal(IpAddr.Parse(Own[family]), network.Links.Links.SourceTo(IpAddr.Parse(Pod[family])));
        using var bound = Netns.Run(network.Host, () => new Socket(IPAddress.Parse(Node[family]).AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        bound.Bind(new IPEndPoint(IPAddress.Parse(Node[family]), 0));
    }

    [Fact]
    public void Only_what_differs_is_written_and_what_is_no_longer_wanted_goes()
    {
        using var network = new PodNetwork();
        using var addresses = new PeeringAddresses(network.Host);
        var (one, two) = (PodNetwork.Spec("a", Pod), PodNetwork.Spec("b", "10.65.1.3"));
        network.AddPod(one);
        network.AddPod(two);
        WorkloadPeerIntent[] both = [.. Peers(one.HostName), Peers(two.HostName)[0]];

        Assert.Equal(3, addresses.Apply(both, resync: false));
        Assert.Equal(0, addresses.Apply(both, resync: true));
        using (var restarted = new PeeringAddresses(network.Host)) Assert.Equal(0, restarted.Apply(both, resync: true));
        Assert.Equal(2, addresses.Apply([both[2]], resync: false));
        Assert.Equal([IpAddr.Parse(Node[0])], Held(network));
        Assert.Equal(1, addresses.Apply([], resync: false));
        Assert.Empty(Held(network));
    }

    private static void GiveNodeAddresses(PodNetwork network)
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, network.Host);
        foreach (var address in Own.Select(IpAddr.Parse))
        {
            var writer = new NetlinkWriter();
            AddressCodec.WriteAdd(writer, socket.NextSequence(), new InterfaceAddress(1, address, address.BitLength));
            socket.Execute(writer.Written, "give the node an address");
        }
    }

    private static WorkloadPeerIntent[] Peers(string link) =>
        [.. Pod.Zip(Node, (pod, node) => new WorkloadPeerIntent(link, IpAddr.Parse(pod), IpAddr.Parse(node), 179))];

    private static IEnumerable<IpAddr> Held(PodNetwork network) => network.Links.Links.Addresses()
        .Where(held => held.LinkIndex != 1 && !held.Address.IsLinkLocalV6).Select(held => held.Address);
}
