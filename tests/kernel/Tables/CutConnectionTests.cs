using System.Net.Sockets;
using Margay.Dataplane.Linux.Connections;
using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

/// <summary>A connection that is cut carries nothing more in either direction, and no other is touched.</summary>
public sealed class CutConnectionTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private static readonly TableOptions Cutting = new() { CutsConnections = true };

    [Theory]
    [InlineData("10.1.0.2")]
    [InlineData("fd00:1::2")]
    public void What_is_cut_is_silent_until_it_is_let_be(string address)
    {
        using var driver = Program();
        using var table = new ConnectionTable(net.Handle("host"));
        using var server = net.Listen("b", 80);
        using var one = net.Connect("a", address, 80, true);
        using var accepted = server.Accept();
        using var other = net.Connect("a", address, 80, true);
        using var otherAccepted = server.Accept();
        var port = ((System.Net.IPEndPoint)one!.LocalEndPoint!).Port;

        Assert.Equal(1, table.Mark(Cutting.CutMark, entry => entry.Original.SourcePort == port));
        Assert.Equal(0, table.Mark(Cutting.CutMark, entry => entry.Original.SourcePort == port));
        Assert.False(Carries(one, accepted));
        Assert.False(Carries(accepted, one));
        Assert.True(Carries(other!, otherAccepted));
        Assert.True(Carries(otherAccepted, other!));

        Assert.Equal(0, table.Mark(Cutting.CutMark, _ => false));
        Assert.True(accepted.Poll(TimeSpan.FromSeconds(15), SelectMode.SelectRead), "TCP sends again what was lost");
    }

    [Fact]
    public void The_table_shows_connections_as_they_were_opened_and_where_they_went()
    {
        using var driver = Program();
        net.Nft("add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre ip daddr 10.96.0.1 tcp dport 8080 dnat to 10.1.0.2:80");
        net.Ip("host", "route add 10.96.0.1/32 dev calib\n");
        try
        {
            using var table = new ConnectionTable(net.Handle("host"));
            using var server = net.Listen("b", 80);
            using var client = net.Connect("a", "10.96.0.1", 8080, true);
            var port = ((System.Net.IPEndPoint)client!.LocalEndPoint!).Port;
            var entry = Assert.Single(table.List(), entry => entry.Original.SourcePort == port);
            Assert.Equal("10.1.0.1 10.96.0.1 TCP 8080", $"{entry.Original.Source} {entry.Original.Destination} {entry.Original.Protocol} {entry.Original.DestinationPort}");
            Assert.Equal("10.1.0.2 80 10.1.0.1", $"{entry.Reply.Source} {entry.Reply.SourcePort} {entry.Reply.Destination}");
        }
        finally
        {
            net.Nft("delete table ip nat");
            net.Ip("host", "route del 10.96.0.1/32 dev calib\n");
        }
    }

    [Fact]
    public void What_nft_makes_of_the_tables_text_is_what_we_would_have_written()
    {
        using var other = new PolicyNamespace();
        var intent = Delta(endpoints: [Endpoint("a", ["10.1.0.1"])]);
        other.RunWithInput(other.Rendered(intent, Cutting), "nft", "-f", "-");
        Assert.Equal(0, other.Start(intent, Cutting).Messages);
        Assert.Contains("ct mark & 0x00010000 == 0x00010000", other.Listed());
    }

    private static bool Carries(Socket from, Socket to)
    {
        from.Blocking = to.Blocking = true;
        from.Send([42]);
        if (!to.Poll(TimeSpan.FromMilliseconds(700), SelectMode.SelectRead)) return false;
        to.Receive(new byte[1]);
        return true;
    }

    private PolicyDriver Program()
    {
        var driver = new PolicyDriver(net.Handle("host"), Cutting);
        driver.Update(Delta(endpoints: [Endpoint("a", ["10.1.0.1", "fd00:1::1"]), Endpoint("b", ["10.1.0.2", "fd00:1::2"])]));
        Assert.True(driver.Apply().Succeeded);
        return driver;
    }
}
