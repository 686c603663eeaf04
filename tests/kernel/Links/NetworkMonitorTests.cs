using System.Threading.Channels;
using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Links;

public sealed class NetworkMonitorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PodNetwork _network;
    private readonly Channel<NetworkChanges> _seen = Channel.CreateUnbounded<NetworkChanges>();

    public NetworkMonitorTests()
    {
        Machine.RequireRoot();
        _network = new PodNetwork();
    }

    [Fact]
    public async Task Our_route_deleted_by_somebody_else_is_reported()
    {
        var spec = PodNetwork.Spec("a", "10.65.1.2");
        _network.AddPod(spec);
        using var monitor = Watch();
        using var somebody = NetlinkSocket.Open(NetlinkProtocol.Route, _network.Host);
        var route = new LinkTable(somebody).Routes(IpFamily.V4, RouteProtocol.Margay).Single();

        var writer = new NetlinkWriter();
        RouteCodec.WriteDelete(writer, somebody.NextSequence(), route);
        somebody.Execute(writer.Written, "delete our route");

        Assert.Equal(NetworkChanges.Routes, await Next());
        Assert.Equal(1, _network.Routes.Resync().Written);
    }

    [Fact]
    public async Task Own_routes_are_no_news_but_a_link_is()
    {
        using var monitor = Watch();
        _network.AddPod(PodNetwork.Spec("a", "10.65.1.2"));
        Assert.Equal(NetworkChanges.Links, await Next() & ~NetworkChanges.Addresses);
    }

    [Fact]
    public async Task A_foreign_route_that_takes_our_place_is_reported()
    {
        var spec = PodNetwork.Spec("a", "10.65.1.2");
        _network.AddPod(spec);
        using var monitor = Watch();
        using var somebody = NetlinkSocket.Open(NetlinkProtocol.Route, _network.Host);
        var foreign = new KernelRoute
        {
            Destination = Cidr.Parse("10.65.1.2/32"),
            Metric = 1024,
            Type = RouteType.Blackhole,
            Protocol = RouteProtocol.Static,
        };

        var writer = new NetlinkWriter();
        RouteCodec.WriteAdd(writer, somebody.NextSequence(), foreign, RouteConflict.Replace);
        somebody.Execute(writer.Written, "replace our route");

        Assert.Equal(NetworkChanges.Routes, await Next());
        Assert.Contains("not ours", Assert.Single(_network.Routes.Resync().Failures).Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _network.Dispose();

    private NetworkMonitor Watch() => new(
        changes => _seen.Writer.TryWrite(changes),
        [_network.Routes.PortId, _network.Links.PortId],
        TimeProvider.System,
        _network.Host);

    private async Task<NetworkChanges> Next()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _seen.Reader.ReadAsync(limit.Token);
    }
}
