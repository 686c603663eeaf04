using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Host.Agent.Bgp;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Agent;

/// <summary>BGPFilter's rules on single routes.</summary>
public sealed class RouteFilterTests
{
    private static readonly PathAttributes Plain = new()
    {
        AsPath = AsPath.Of(65001, 65002),
        Communities = [65001u << 16 | 7],
        LargeCommunities = [new LargeCommunity(65001, 1, 2)],
    };

    private static readonly RouteInterfaces Interfaces = new(
    [
        new HostRoute(Cidr.Parse("0.0.0.0/0"), "eth0", IsDirect: false),
        new HostRoute(Cidr.Parse("172.30.0.0/24"), "eth0", IsDirect: true),
        new HostRoute(Cidr.Parse("172.30.0.128/25"), "bond1", IsDirect: true),
    ]);

    public static TheoryData<string, string, string, int?, int?, bool> Prefixes => new()
    {
        { "10.65.0.0/16", "Equal", "10.65.0.0/16", null, null, true },
        { "10.65.0.0/16", "Equal", "10.65.0.0/26", null, null, false },
        { "10.65.0.0/16", "NotEqual", "10.65.0.0/26", null, null, true },
        { "10.65.0.0/16", "NotEqual", "10.65.0.0/16", null, null, false },
        { "10.65.0.0/16", "In", "10.65.0.0/16", null, null, true },
        { "10.65.0.0/16", "In", "10.65.9.128/26", null, null, true },
        { "10.65.0.0/16", "In", "10.66.0.0/26", null, null, false },
        { "10.65.0.0/16", "In", "10.65.9.128/26", 27, 32, false },
        { "10.65.0.0/16", "In", "10.65.9.128/26", 24, 26, true },
        { "10.65.0.0/16", "NotIn", "10.66.0.0/26", null, null, true },
        { "10.65.0.0/16", "NotIn", "10.65.9.128/26", null, null, false },
        { "10.65.0.0/16", "In", "10.0.0.0/8", null, null, false },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_range_is_compared_as_its_operator_says(string range, string comparison, string prefix, int? min, int? max, bool matches)
    {
        var rule = new BgpFilterRule
        {
            Cidr = range,
            MatchOperator = comparison,
            PrefixLength = min is null ? null : new BgpFilterPrefixLength { Min = min, Max = max },
            Action = "Reject",
        };
        Assert.Equal(matches, Judge(rule, prefix) is { Attributes: null });
    }

    [Theory]
    [InlineData("65001:7", true)]
    [InlineData("65001:8", false)]
    [InlineData("65001:1:2", true)]
    [InlineData("65001:1:3", false)]
    public void A_community_is_carried_or_not(string community, bool matches) => Assert.Equal(
        matches, Judge(new BgpFilterRule { Communities = new BgpFilterCommunities { Values = [community] }, Action = "Reject" }) is { Attributes: null });

    [Theory]
    [InlineData(new uint[] { 65001 }, true)]
    [InlineData(new uint[] { 65001, 65002 }, true)]
    [InlineData(new uint[] { 65002 }, false)]
    public void An_as_path_begins_so_or_not(uint[] numbers, bool matches) => Assert.Equal(
        matches, Judge(new BgpFilterRule { AsPathPrefix = [.. numbers.Select(number => new AsNumber(number))], Action = "Reject" }) is { Attributes: null });

    [Theory]
    [InlineData(PathSource.Local, false)]
    [InlineData(PathSource.Internal, true)]
    public void Routes_of_remote_peers_are_not_the_nodes_own(PathSource source, bool matches) =>
        Assert.Equal(matches, Judge(new BgpFilterRule { Source = "RemotePeers", Action = "Reject" }, source: source) is { Attributes: null });

    [Theory]
    [InlineData("eth0", "172.30.0.0/24", null, true)]
    [InlineData("eth*", "172.30.0.0/24", null, true)]
    [InlineData("*", "172.30.0.128/25", null, true)]
    [InlineData("eth1", "172.30.0.0/24", null, false)]
    [InlineData("ETH0", "172.30.0.0/24", null, false)]
    [InlineData("*", "10.65.0.0/26", null, false)]
    [InlineData("eth0", "10.65.0.0/26", "172.30.0.7", true)]
    [InlineData("bond*", "10.65.0.0/26", "172.30.0.200", true)]
    [InlineData("eth0", "10.65.0.0/26", "172.30.0.200", false)]
    [InlineData("eth0", "10.65.0.0/26", "192.0.2.1", true)]
    [InlineData("*", "10.65.0.0/26", "fd00::1", false)]
    public void Host_routes_have_their_own_interface_and_those_of_peers_that_of_their_next_hop(string pattern, string prefix, string? nextHop, bool matches)
    {
        var attributes = nextHop is null ? Plain : Plain with { NextHop = IpAddr.Parse(nextHop) };
        var source = nextHop is null ? PathSource.Local : PathSource.External;
        Assert.Equal(matches, Judge(new BgpFilterRule { Interface = pattern, Action = "Reject" }, prefix, source, attributes: attributes) is { Attributes: null });
    }

    [Theory]
    [InlineData("eBGP", true, true)]
    [InlineData("eBGP", false, false)]
    [InlineData("iBGP", false, true)]
    public void A_rule_for_the_other_kind_of_peer_is_not_there(string kind, bool isExternal, bool matches) =>
        Assert.Equal(matches, Judge(new BgpFilterRule { PeerType = kind, Action = "Reject" }, isExternal: isExternal) is { Attributes: null });

    [Fact]
    public void An_accepted_route_is_changed_in_order()
    {
        var verdict = Judge(new BgpFilterRule
        {
            Action = "Accept",
            Operations =
            [
                new BgpFilterOperation { AddCommunity = new BgpFilterAddCommunity { Value = "64512:9" } },
                new BgpFilterOperation { PrependAsPath = new BgpFilterPrependAsPath { Prefix = [new AsNumber(64512), new AsNumber(64512)] } },
                new BgpFilterOperation { SetPriority = new BgpFilterSetPriority { Value = 512 } },
            ],
        });
        Assert.Equal("f, rule 1", verdict!.Value.By);
        Assert.Equal("64512 64512 65001 65002", $"{verdict.Value.Attributes!.AsPath}");
        Assert.Contains(64512u << 16 | 9, verdict.Value.Attributes.Communities);
        Assert.Equal(2147483647u - 512, verdict.Value.Attributes.LocalPref);
    }

    [Fact]
    public void What_no_rule_decides_is_told_only_from_pools_that_are_exported()
    {
        var export = new PeerExport([], RouteInterfaces.None, [new ExportedPool("private", Cidr.Parse("10.65.128.0/17"), false), new ExportedPool("pods", Cidr.Parse("10.65.0.0/16"), true)]);
        Assert.NotNull(export.Judge(Cidr.Parse("10.65.0.0/26"), Plain, PathSource.Local).Attributes);
        Assert.Equal("pool private: disableBGPExport", export.Judge(Cidr.Parse("10.65.128.0/26"), Plain, PathSource.Local).By);
        Assert.Equal("in no IP pool", export.Judge(Cidr.Parse("192.0.2.0/24"), Plain, PathSource.External).By);
    }

    private static PolicyVerdict? Judge(BgpFilterRule rule, string prefix = "10.65.0.0/26", PathSource source = PathSource.External, bool isExternal = true, PathAttributes? attributes = null)
    {
        var filter = new BgpFilter
        {
            Metadata = new ObjectMeta { Name = "f" },
            Spec = new BgpFilterSpec { ImportV4 = [rule] },
        };
        return Filters.Judge([RouteFilter.ForImport(filter, isExternal)], Cidr.Parse(prefix), attributes ?? Plain, source, Interfaces);
    }
}
