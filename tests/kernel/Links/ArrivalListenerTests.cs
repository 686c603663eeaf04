using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Links;

public sealed class ArrivalListenerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly IpAddr[] Addresses = [IpAddr.Parse("10.65.1.2"), IpAddr.Parse("fd65::5")];

    private readonly PodNetwork _network;

    public ArrivalListenerTests()
    {
        Machine.RequireRoot();
        _network = new PodNetwork();
    }

    [Theory]
    [InlineData("ffffffffffff020000000001" + "0806" + "0001080006040001" + "020000000001" + "0a410102" + "000000000000" + "0a410102")]
    [InlineData("ffffffffffff020000000001" + "8035" + "0001080006040003" + "020000000001" + "00000000" + "020000000001" + "00000000")]
    [InlineData("333300000001020000000001" + "86dd" + "6000000000183aff" + "fe800000000000000000000000000001" + "ff020000000000000000000000000001"
        + "88000000" + "20000000" + "fd650000000000000000000000000005")]
    public async Task What_a_machine_announces_out_of_its_pod_passes_the_filter_and_is_known(string frame)
    {
        var spec = PodNetwork.Spec("a", "10.65.1.2");
        var pod = _network.AddPod(spec);
        using var links = NetlinkSocket.Open(NetlinkProtocol.Route, _network.Host);
        var index = new LinkTable(links).Find(spec.HostName)!.Index;
        using var listener = Netns.Run(_network.Host, () => ArrivalListener.Open(index));
        var heard = listener.WaitAsync(Addresses, TestContext.Current.CancellationToken);
        Assert.False(heard.IsCompleted);
        Send(pod, Convert.FromHexString(frame));
        await heard.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _network.Dispose();

    private static void Send(NetnsHandle pod, byte[] frame) => Netns.Run(pod, () =>
    {
        using var links = NetlinkSocket.Open(NetlinkProtocol.Route);
        using var socket = new Socket(AddressFamily.Packet, SocketType.Raw, 0);
        socket.SendTo(frame, new LinkEndPoint(new LinkTable(links).Find("eth0")!.Index));
    });

    /// <summary>struct sockaddr_ll of an interface.</summary>
    private sealed class LinkEndPoint(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BinaryPrimitives.WriteInt32LittleEndian(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
