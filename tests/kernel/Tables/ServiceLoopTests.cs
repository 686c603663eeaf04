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

/// <summary>
/// What becomes of packets for service addresses at a node whose default route leads to a router. The router takes them for its own here, so
/// that they can be seen; where it announces them nowhere else, it sends them back. V4 and V6 are the same cases.
/// </summary>
public sealed class ServiceLoopTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private const int Port = 80;

    private static readonly NetworkIntent Announced = new() { Services = [Cidr.Parse("10.96.0.0/16"), Cidr.Parse("fd00:96::/112")] };

    [Theory]
    [InlineData("10.96.0.5", "10.96.0.9", "10.97.0.1", "10.1.0.2", "ip")]
    [InlineData("fd00:96::5", "fd00:96::9", "fd00:97::1", "fd00:1::2", "ip6")]
    public void What_no_service_takes_goes_no_further_and_all_else_does(string service, string answered, string elsewhere, string pod, string family)
    {
        Route(family, service, elsewhere);
        net.Nft($"add table {family} proxy; add chain {family} proxy pre {{ type nat hook prerouting priority -100; }}; add rule {family} proxy pre {family} daddr {answered} dnat to {pod}");
        try
        {
            using var driver = Program();
            Assert.True(net.Delivers("a", "outside", service, Port, true));
            using var before = net.Listen("outside", Port);
            using var open = net.Connect("a", service, Port, true);
            Assert.NotNull(open);
            using var accepted = before.Accept();

            Change(driver, Announced);
            Assert.False(net.Delivers("a", "outside", service, Port, false));
            Assert.True(net.Delivers("a", "outside", elsewhere, Port, true));
            Assert.True(net.Delivers("a", "b", answered, Port, true));
            Assert.True(net.Delivers("outside", "b", answered, Port, true));
            Assert.True(net.Delivers("host", "outside", service, Port, true));
            open.Blocking = true;
            open.Send([1]);
            Assert.True(accepted.Poll(TimeSpan.FromSeconds(15), SelectMode.SelectRead));

            Change(driver, NetworkIntent.None);
            Assert.True(net.Delivers("a", "outside", service, Port, true));
        }
        finally
        {
            net.Nft($"delete table {family} proxy");
            Unroute(family, service, elsewhere);
        }
    }

    [Theory]
    [InlineData(ServiceLoopAction.Reject, SocketError.ConnectionRefused)]
    [InlineData(ServiceLoopAction.Disabled, SocketError.Success)]
    public void It_may_be_refused_or_be_let_go(ServiceLoopAction action, SocketError expected)
    {
        Route("ip", "10.96.0.5", "10.97.0.1");
        try
        {
            using var listener = net.Listen("outside", Port);
            using var driver = Program(new TableOptions { ServiceLoops = action });
            Change(driver, Announced);
            using var socket = Netns.Run(net.Handle("a"), () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            var failure = (SocketException?)Record.Exception(() => socket.Connect(IPAddress.Parse("10.96.0.5"), Port));
            Assert.Equal(expected, failure?.SocketErrorCode ?? SocketError.Success);
        }
        finally
        {
            Unroute("ip", "10.96.0.5", "10.97.0.1");
        }
    }

    private static string RouterOf(string family) => family == "ip" ? "192.0.2.10" : "2001:db8::10";

    private void Route(string family, params string[] addresses)
    {
        net.Ip("host", $"route add default via {RouterOf(family)}\n");
        foreach (var address in addresses) net.Ip("outside", $"addr add {address}/{(family == "ip" ? 32 : 128)} dev lo{(family == "ip" ? "" : " nodad")}\n");
    }

    private void Unroute(string family, params string[] addresses)
    {
        net.Ip("host", $"route del default via {RouterOf(family)}\n");
        foreach (var address in addresses) net.Ip("outside", $"addr del {address}/{(family == "ip" ? 32 : 128)} dev lo\n");
    }

    private PolicyDriver Program(TableOptions? options = null)
    {
        var driver = new PolicyDriver(net.Handle("host"), options ?? new TableOptions());
        driver.Update(Delta(endpoints: [Endpoint("a", ["10.1.0.1", "fd00:1::1"]), Endpoint("b", ["10.1.0.2", "fd00:1::2"]), Endpoint("c", ["10.1.0.3", "fd00:1::3"])]));
        Change(driver, NetworkIntent.None);
        return driver;
    }

    private static void Change(PolicyDriver driver, NetworkIntent network)
    {
        driver.Update(network);
        var outcome = driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
    }
}
