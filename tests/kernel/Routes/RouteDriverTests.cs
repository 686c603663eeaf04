using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Linux.Routes;
using Margay.Dataplane.Routes;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Routes;

public sealed class RouteDriverTests : IDisposable
{
    private readonly NetnsHandle _host;
    private readonly NetlinkSocket _somebody;

    public RouteDriverTests()
    {
        Machine.RequireRoot();
        _host = NetnsHandle.Create();
        _somebody = NetlinkSocket.Open(NetlinkProtocol.Route, _host);
        Do(writer => LinkCodec.WriteCreateBridge(writer, _somebody.NextSequence(), "eth0"));
        var index = Table.Find("eth0")!.Index;
        Do(writer => LinkCodec.WriteChange(writer, _somebody.NextSequence(), index, new LinkChange(IsUp: true)));
        foreach (var (address, length) in new[] { ("192.0.2.1", 24), ("2001:db8::1", 64) })
            Do(writer => AddressCodec.WriteAdd(writer, _somebody.NextSequence(), new InterfaceAddress(index, IpAddr.Parse(address), length)));
    }

    private LinkTable Table => new(_somebody);

    private static RouteIntent[] Wanted { get; } =
    [
        Route("10.65.0.2/32", new RouteTarget.Device("eth0")),
        Route("fd00:65::2/128", new RouteTarget.Device("eth0")),
        Route("10.65.0.0/26", new RouteTarget.Blackhole()),
        Route("fd00:65::/122", new RouteTarget.Blackhole()),
        Route("10.65.1.0/26", new RouteTarget.Gateway(IpAddr.Parse("192.0.2.2"))),
        Route("fd00:65:1::/122", new RouteTarget.Gateway(IpAddr.Parse("2001:db8::2"))),
        Route("10.65.3.0/26", Several("192.0.2.2", "192.0.2.3")),
        Route("fd00:65:3::/122", Several("2001:db8::2", "2001:db8::3")),
    ];

    [Fact]
    public void Wanted_routes_appear_and_unwanted_ones_go()
    {
        using var driver = new RouteDriver(_host);
        driver.Set(Wanted);
        Assert.Equal((8, 0), Counts(driver.Apply()));
        Assert.Equal((0, 0), Counts(driver.Apply()));
        Assert.Equal(8, Ours().Count);

        driver.Set(Wanted[..2]);
        Assert.Equal((0, 6), Counts(driver.Apply()));
        Assert.Equal(["10.65.0.2/32", "fd00:65::2/128"], Ours());
    }

    [Fact]
    public void A_restarted_driver_recognises_its_routes_and_writes_nothing()
    {
        using (var before = new RouteDriver(_host))
        {
            before.Set(Wanted);
            before.Apply();
        }

        using var after = new RouteDriver(_host);
        after.Set(Wanted);
        Assert.Equal((0, 0), Counts(after.Apply()));
    }

    [Fact]
    public void A_restarted_driver_removes_what_is_no_longer_wanted()
    {
        using (var before = new RouteDriver(_host))
        {
            before.Set(Wanted);
            before.Apply();
        }

        using var after = new RouteDriver(_host);
        after.Set(Wanted[1..]);
        Assert.Equal((0, 1), Counts(after.Apply()));
    }

    [Fact]
    public void Each_kind_of_route_turns_into_each_other_without_a_gap()
    {
        using var driver = new RouteDriver(_host);
        foreach (var destination in new[] { "10.65.7.0/26", "fd00:65:7::/122" })
        {
            var net = destination[0] == 'f' ? "2001:db8::" : "192.0.2.";
            RouteTarget[] targets =
            [
                new RouteTarget.Device("eth0"), new RouteTarget.Blackhole(), new RouteTarget.Gateway(IpAddr.Parse($"{net}2")),
                Several($"{net}2", $"{net}3"), Several($"{net}3", $"{net}4", $"{net}5"),
                new RouteTarget.OnLink("eth0", IpAddr.Parse(net[0] == '2' ? "fe80::9" : "203.0.113.9")),
            ];
            foreach (var first in targets)
            {
                foreach (var second in targets.Where(second => second != first))
                {
                    driver.Set([Route(destination, first)]);
                    Assert.Empty(driver.Apply().Failures);
                    driver.Set([Route(destination, second)]);
                    Assert.Equal((1, 0), Counts(driver.Apply()));
                    Assert.Equal([destination], Ours());
                    Assert.Equal((0, 0), Counts(driver.Resync()));
                }
            }

            driver.Set([]);
            driver.Apply();
        }
    }

    [Fact]
    public void The_source_towards_pods_changes_their_routes_in_place_and_must_be_the_hosts_own()
    {
        using var driver = new RouteDriver(_host);
        driver.Set(Wanted);
        driver.Apply();
        var (v4, v6) = (IpAddr.Parse("192.0.2.1"), IpAddr.Parse("2001:db8::1"));
        driver.PodSources = new PodRouteSources(v4, v6);
        Assert.Equal((2, 0), Counts(driver.Apply()));
        Assert.Equal((0, 0), Counts(driver.Resync()));
        Assert.Equal(
            [("10.65.0.2/32", v4), ("fd00:65::2/128", v6)],
            new[] { IpFamily.V4, IpFamily.V6 }.SelectMany(Routes).Where(route => route.Protocol == RouteProtocol.Margay && !route.PreferredSource.IsNone)
                .Select(route => (route.Destination.ToString(), route.PreferredSource)));

        driver.PodSources = new PodRouteSources(IpAddr.Parse("203.0.113.1"), v6);
        Assert.Contains("EINVAL", Assert.Single(driver.Apply().Failures).Reason, StringComparison.Ordinal);
        driver.PodSources = default;
        Assert.Equal((2, 0), Counts(driver.Apply()));
    }

    [Fact]
    public void A_route_that_somebody_deleted_comes_back_on_resync()
    {
        using var driver = new RouteDriver(_host);
        driver.Set(Wanted);
        driver.Apply();
        var victim = Routes(IpFamily.V4).Single(route => route.Destination == Cidr.Parse("10.65.1.0/26"));
        Do(writer => RouteCodec.WriteDelete(writer, _somebody.NextSequence(), victim));

        Assert.Equal((1, 0), Counts(driver.Resync()));
        Assert.Equal(8, Ours().Count);
    }

    [Theory]
    [InlineData("10.65.0.2/32")]
    [InlineData("fd00:65::2/128")]
    public void A_foreign_route_in_the_way_is_left_alone_and_reported(string destination)
    {
        using var driver = new RouteDriver(_host);
        var foreign = new KernelRoute
        {
            Destination = Cidr.Parse(destination),
            Metric = 1024,
            Type = RouteType.Blackhole,
            Protocol = RouteProtocol.Static,
        };
        Do(writer => RouteCodec.WriteAdd(writer, _somebody.NextSequence(), foreign, RouteConflict.Refuse));
        driver.Set(Wanted);

        var report = driver.Apply();

        var failure = Assert.Single(report.Failures);
        Assert.Equal(destination, failure.Destination.ToString());
        Assert.Contains("not ours", failure.Reason, StringComparison.Ordinal);
        Assert.Contains(foreign, Routes(foreign.Destination.Family));
        Do(writer => RouteCodec.WriteDelete(writer, _somebody.NextSequence(), foreign));
        Assert.Equal((1, 0), Counts(driver.Apply()));

        driver.Set([]);
        Assert.Empty(driver.Apply().Failures);
        Assert.Empty(Ours());
    }

    [Fact]
    public void Foreign_routes_survive_when_everything_of_ours_goes()
    {
        var before = Routes(IpFamily.V4).Concat(Routes(IpFamily.V6)).ToHashSet();
        using var driver = new RouteDriver(_host);
        driver.Set(Wanted);
        driver.Apply();
        driver.Set([]);
        driver.Resync();
        Assert.Equal(before, Routes(IpFamily.V4).Concat(Routes(IpFamily.V6)).ToHashSet());
    }

    [Fact]
    public void A_route_to_an_interface_that_does_not_exist_waits_for_it()
    {
        using var driver = new RouteDriver(_host);
        driver.Set([Route("10.65.0.9/32", new RouteTarget.Device("cali9"))]);
        Assert.Equal("interface cali9 does not exist", Assert.Single(driver.Apply().Failures).Reason);

        Do(writer => LinkCodec.WriteCreateBridge(writer, _somebody.NextSequence(), "cali9"));
        Assert.Contains("ENETDOWN", Assert.Single(driver.Apply().Failures).Reason, StringComparison.Ordinal);

        var index = Table.Find("cali9")!.Index;
        Do(writer => LinkCodec.WriteChange(writer, _somebody.NextSequence(), index, new LinkChange(IsUp: true)));
        Assert.Equal((1, 0), Counts(driver.Apply()));
    }

    [Fact]
    public void Of_a_thousand_routes_only_the_bad_one_fails()
    {
        using var driver = new RouteDriver(_host);
        var many = Enumerable.Range(0, 1000)
            .Select(i => Route($"10.66.{i / 250}.{i % 250}/32", new RouteTarget.Device("eth0")))
            .Append(Route("10.67.0.0/26", new RouteTarget.Gateway(IpAddr.Parse("203.0.113.9"))));
        driver.Set([.. many]);

        var report = driver.Apply();

        Assert.Equal(1000, report.Written);
        Assert.Equal("10.67.0.0/26", Assert.Single(report.Failures).Destination.ToString());
    }

    [Fact]
    public void What_was_kept_for_peers_that_had_not_spoken_goes_when_they_have()
    {
        using (var before = new RouteDriver(_host))
        {
            before.Set(Wanted);
            before.Apply();
        }

        using var after = new RouteDriver(_host) { KeepsLearnt = true };
        after.Set([]);
        Assert.Equal((0, 4), Counts(after.Apply()));
        Assert.Equal(["10.65.1.0/26", "10.65.3.0/26", "fd00:65:1::/122", "fd00:65:3::/122"], Ours());

        after.KeepsLearnt = false;
        Assert.Equal((0, 4), Counts(after.Apply()));
    }

    [Fact]
    public void A_change_is_written_alone()
    {
        using var driver = new RouteDriver(_host);
        driver.Set(Wanted);
        driver.Apply();
        var victim = Routes(IpFamily.V4).Single(route => route.Destination == Cidr.Parse("10.65.1.0/26"));
        Do(writer => RouteCodec.WriteDelete(writer, _somebody.NextSequence(), victim));
        var added = Cidr.Parse("10.65.9.0/26");

        driver.Update([new RouteChange(added, new RouteIntent(added, new RouteTarget.Blackhole(), RouteSource.LocalBlock))]);

        Assert.Equal((1, 0), Counts(driver.Apply()));
        Assert.DoesNotContain("10.65.1.0/26", Ours());
    }

    public void Dispose()
    {
        _somebody.Dispose();
        _host.Dispose();
    }

    private static RouteIntent Route(string destination, RouteTarget target) =>
        new(Cidr.Parse(destination), target, RouteSource.LocalWorkload);

    private static RouteTarget Several(params string[] gateways) => RouteTarget.To(gateways.Select(gateway => new NextHop(IpAddr.Parse(gateway))))!;

    private static (int Written, int Deleted) Counts(RouteReport report)
    {
        Assert.Empty(report.Failures);
        return (report.Written, report.Deleted);
    }

    private IReadOnlyList<KernelRoute> Routes(IpFamily family) => Table.Routes(family);

    private List<string> Ours() =>
        [.. Routes(IpFamily.V4).Concat(Routes(IpFamily.V6))
            .Where(static route => route.Protocol == RouteProtocol.Margay)
            .Select(static route => route.Destination).Order().Select(static destination => destination.ToString())];

    private void Do(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        _somebody.Execute(writer.Written, "prepare the test");
    }
}
