using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

public sealed class NetworkFactsTests
{
    private readonly RouteResolver _routes = new("n1");

    [Fact]
    public void Without_pools_and_nodes_there_is_nothing() => Assert.Equal(NetworkIntent.None, Network());

    [Fact]
    public void Disabled_pools_count_like_others()
    {
        Pool("a", "10.65.0.0/16", spec => spec with { NatOutgoing = true });
        Pool("b", "10.66.0.0/16", spec => spec with { NatOutgoing = true, Disabled = true });
        Pool("c", "fd00::/64");
        Assert.Equal(Cidrs("10.65.0.0/16", "10.66.0.0/16", "fd00::/64"), Network().Pools);
        Assert.Equal(Cidrs("10.65.0.0/16", "10.66.0.0/16"), Network().NatPools);
        _routes.RemovePool("b");
        Assert.Equal(Cidrs("10.65.0.0/16"), Network().NatPools);
    }

    [Fact]
    public void A_pool_inside_another_is_there_once_and_counts_where_the_other_does_not()
    {
        Pool("wide", "10.0.0.0/8");
        Pool("narrow", "10.65.0.0/16", spec => spec with { NatOutgoing = true });
        Assert.Equal(Cidrs("10.0.0.0/8"), Network().Pools);
        Assert.Equal(Cidrs("10.65.0.0/16"), Network().NatPools);
        Pool("wide", "10.0.0.0/8", spec => spec with { NatOutgoing = true });
        Assert.Equal(Cidrs("10.0.0.0/8"), Network().NatPools);
    }

    [Fact]
    public void Tunnels_are_those_of_the_pools()
    {
        Pool("a", "fd00::/64", spec => spec with { VxlanMode = "CrossSubnet" });
        Assert.Equal((false, true, false), (Network().VxlanV4, Network().VxlanV6, Network().Ipip));
        Pool("b", "10.65.0.0/16", spec => spec with { IpipMode = "Always" });
        Assert.Equal((false, true, true), (Network().VxlanV4, Network().VxlanV6, Network().Ipip));
    }

    [Fact]
    public void Nodes_are_known_by_their_addresses_of_both_families()
    {
        Node("n2", "172.30.0.12/24", "fd30::12/64");
        Node("n1", "172.30.0.11/24", null);
        var settings = OverlaySettings.Defaults with { ExternalNodes = [.. Cidrs("198.51.100.7/32", "198.51.100.0/24")] };
        Assert.Equal(new[] { "172.30.0.11", "172.30.0.12", "fd30::12" }.Select(IpAddr.Parse), Network(settings).Nodes);
        Assert.Equal(Cidrs("198.51.100.0/24"), Network(settings).ExternalNodes);
        _routes.RemoveNode("n2");
        Assert.Equal(IpAddr.Parse("172.30.0.11"), Assert.Single(Network().Nodes));
    }

    private NetworkIntent Network(OverlaySettings? settings = null) => _routes.Graph.Network(settings ?? OverlaySettings.Defaults);

    private void Pool(string name, string cidr, Func<IpPoolSpec, IpPoolSpec>? change = null)
    {
        var spec = new IpPoolSpec { Cidr = cidr };
        _routes.Upsert(new IpPool { Metadata = new ObjectMeta { Name = name }, Spec = change?.Invoke(spec) ?? spec });
    }

    private void Node(string name, string v4, string? v6)
    {
        var annotations = new Dictionary<string, string> { ["projectcalico.org/IPv4Address"] = v4 };
        if (v6 is not null) annotations["projectcalico.org/IPv6Address"] = v6;
        _routes.Upsert(new Node { Metadata = new ObjectMeta { Name = name, Annotations = annotations } });
    }

    private static IEnumerable<Cidr> Cidrs(params string[] prefixes) => prefixes.Select(Cidr.Parse);
}
