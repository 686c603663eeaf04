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

        await SeenUntil(NetworkChanges.Routes);
        Assert.Equal(1, _network.Routes.Resync().Written);
    }

    [Fact]
    public async Task Own_routes_are_no_news_but_a_link_is()
    {
        using var monitor = Watch();
        _network.AddPod(PodNetwork.Spec("a", "10.65.1.2"));
        Assert.False((await SeenUntil(NetworkChanges.Links)).HasFlag(NetworkChanges.Routes));
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

        await SeenUntil(NetworkChanges.Routes);
        Assert.Contains("not ours", Assert.Single(_network.Routes.Resync().Failures).Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _network.Dispose();

    private NetworkMonitor Watch() => new(
        changes => _seen.Writer.TryWrite(changes),
        [_network.Routes.PortId, _network.Links.PortId],
        TimeProvider.System,
        _network.Host);

    /// <summary>All that was reported up to <paramref name="awaited"/>; a new link's own events may come before it.</summary>
    private async Task<NetworkChanges> SeenUntil(NetworkChanges awaited)
    {
        using var limit = new CancellationTokenSource(Patience);
        var seen = NetworkChanges.None;
        while (!seen.HasFlag(awaited)) seen |= await _seen.Reader.ReadAsync(limit.Token);
        return seen;
    }
}
