using System.Diagnostics;
using System.Net.Sockets;
using Margay.Dataplane.Links;
using Margay.Linux;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Links;

public sealed class PodLinkDriverTests
{
    private const string A4 = "10.65.1.2";
    private const string A6 = "fd00:65:1::2";
    private const string B4 = "10.65.1.3";
    private const string B6 = "fd00:65:1::3";

    public PodLinkDriverTests() => Machine.RequireRoot();

    [Theory]
    [InlineData(A4, B4)]
    [InlineData(A6, B6)]
    public void Two_pods_reach_each_other_through_the_host(string from, string to)
    {
        using var network = new PodNetwork();
        var a = network.AddPod(PodNetwork.Spec("a", A4, A6));
        var b = network.AddPod(PodNetwork.Spec("b", B4, B6));

        Assert.Equal(IpAddr.Parse(from), PodNetwork.ConnectOverTcp(a, b, IpAddr.Parse(to)));
    }

    [Fact]
    public void A_created_link_carries_nothing_until_it_is_activated()
    {
        using var network = new PodNetwork();
        var a = network.AddPod(PodNetwork.Spec("a", A4));
        var spec = PodNetwork.Spec("b", B4);
        var b = network.AddPodNamespace();

        var link = network.Links.Create(b, spec);

        Assert.False(link.HostIsUp);
        Assert.Equal(["b is down"], [.. PodLinkCheck.Differences(Inspect(network, b, spec), spec).Select(Shorten)]);
        var refused = Assert.Throws<SocketException>(() => PodNetwork.ConnectOverTcp(a, b, IpAddr.Parse(B4)));
        Assert.Contains(refused.SocketErrorCode, new[] { SocketError.NetworkUnreachable, SocketError.HostUnreachable });
        network.Activate(spec);
        PodNetwork.ConnectOverTcp(a, b, IpAddr.Parse(B4));

        string Shorten(string difference) => difference.Replace(spec.HostName, "b", StringComparison.Ordinal);
    }

    [Fact]
    public void An_active_link_is_what_was_asked_for()
    {
        using var network = new PodNetwork();
        var spec = PodNetwork.Spec("a", A4, A6) with { ContainerMac = MacAddr.Parse("02:00:00:00:00:0a") };
        var pod = network.AddPod(spec);

        var link = Inspect(network, pod, spec);

        Assert.NotNull(link);
        Assert.Empty(PodLinkCheck.Differences(link, spec));
        Assert.Equal(spec.ContainerMac, link.ContainerMac);
        Assert.Equal(1400, link.Mtu);
        Assert.Equal(PodLinkSpec.HostMac, network.Links.Links.Find(spec.HostName)!.Mac);
        var hostAddress = Assert.Single(network.Links.Links.Addresses(link.HostIndex), address => address.LinkIndex == link.HostIndex);
        Assert.Equal(PodLinkSpec.GatewayV6, hostAddress.Address);
        Assert.Equal("1", Netns.Run(network.Host, () => Sysctl.Read($"net/ipv4/conf/{spec.HostName}/proxy_arp")));
        Assert.Equal("0", Netns.Run(network.Host, () => Sysctl.Read($"net/ipv4/conf/{spec.HostName}/route_localnet")));
    }

    [Fact]
    public void A_left_over_host_veth_of_the_same_name_is_replaced()
    {
        using var network = new PodNetwork();
        var spec = PodNetwork.Spec("a", A4);
        var old = network.AddPod(spec);
        var fresh = network.AddPodNamespace();

        network.Links.Create(fresh, spec);
        network.Activate(spec);

        Assert.Null(Inspect(network, old, spec));
        Assert.Empty(PodLinkCheck.Differences(Inspect(network, fresh, spec), spec));
        PodNetwork.ConnectOverTcp(fresh, fresh, IpAddr.Parse(A4));
    }

    [Fact]
    public void A_pod_that_has_the_interface_already_is_refused_and_keeps_it()
    {
        using var network = new PodNetwork();
        var spec = PodNetwork.Spec("a", A4);
        var pod = network.AddPod(spec);

        var thrown = Assert.Throws<LinuxException>(() => network.Links.Create(pod, PodNetwork.Spec("b", B4)));

        Assert.Equal(Errno.EEXIST, thrown.Errno);
        Assert.Empty(PodLinkCheck.Differences(Inspect(network, pod, spec), spec));
    }

    [Fact]
    public void Deleting_is_repeatable_and_takes_both_sides()
    {
        using var network = new PodNetwork();
        var spec = PodNetwork.Spec("a", A4);
        var pod = network.AddPod(spec);

        Assert.True(network.Links.Delete(spec.HostName));

        Assert.False(network.Links.Delete(spec.HostName));
        Assert.Null(Inspect(network, pod, spec));
    }

    [Fact]
    public void Missing_pieces_are_named()
    {
        using var network = new PodNetwork();
        var spec = PodNetwork.Spec("a", A4);
        var pod = network.AddPod(spec);

        var differences = PodLinkCheck.Differences(
            Inspect(network, pod, spec), spec with { Mtu = 9000, Addresses = [IpAddr.Parse(A4), IpAddr.Parse(A6)] });

        Assert.Equal(
            ["eth0 has MTU 1400, not 9000", $"eth0 lacks address {A6}", "the pod has no default route via fe80::ecee:eeff:feee:eeee"],
            differences);
    }

    [Fact]
    public void Wiring_a_pod_is_a_matter_of_milliseconds()
    {
        using var network = new PodNetwork();
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var pod = network.AddPodNamespace();
            var spec = PodNetwork.Spec($"p{i}", $"10.65.2.{i}", $"fd00:65:2::{i + 1:x}");
            var start = Stopwatch.GetTimestamp();
            network.Links.Create(pod, spec);
            network.Activate(spec);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.SendDiagnosticMessage($"pod wiring: median {times[10]:F2} ms, best {times[0]:F2} ms");
        Assert.True(times[0] < 20, $"the fastest took {times[0]} ms");
    }

    private static PodLink? Inspect(PodNetwork network, NetnsHandle pod, PodLinkSpec spec) =>
        network.Links.Inspect(pod, spec.HostName, spec.ContainerName);
}
