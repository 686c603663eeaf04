using System.Text.Json;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Tests.Unit.Model;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("100ms", 0.1)]
    [InlineData("-2m", -120)]
    [InlineData("0", 0)]
    public void Duration_is_read_as_go_writes_it(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1..5s")]
    [InlineData("-")]
    [InlineData("99999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void Settings_of_the_node_win_over_those_of_the_cluster_member_by_member()
    {
        var cluster = new FelixConfiguration
        {
            Spec = new FelixConfigurationSpec { DefaultEndpointToHostAction = "Accept", RouteRefreshInterval = "30s" },
        };
        var node = new FelixConfiguration { Spec = new FelixConfigurationSpec { DefaultEndpointToHostAction = "Return" } };
        Assert.Equal(
            new FelixSettings { EndpointToHost = EndpointToHostAction.Return, RouteRefresh = TimeSpan.FromSeconds(30) },
            FelixSettings.Of(cluster, null, node));
    }

    [Fact]
    public void Pods_may_not_talk_to_their_node_unless_somebody_says_so() =>
        Assert.Equal(EndpointToHostAction.Drop, FelixSettings.Of().EndpointToHost);

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("Disabled", false)]
    [InlineData("Any", true)]
    public void Pods_may_not_send_from_other_addresses_unless_somebody_says_so(string? spoofing, bool allowed) => Assert.Equal(
        allowed,
        FelixSettings.Of(new FelixConfiguration { Spec = new FelixConfigurationSpec { WorkloadSourceSpoofing = spoofing } }).AllowSourcePrefixes);

    [Theory]
    [InlineData("1024:2047", 1024, 2047)]
    [InlineData("4000", 4000, 4000)]
    [InlineData("0:99", 1, 99)]
    [InlineData("0", 0, 0)]
    [InlineData("", 0, 0)]
    [InlineData("2:1", 0, 0)]
    [InlineData("1:2:3", 0, 0)]
    public void Ports_of_translated_packets_are_a_range_and_zero_is_the_kernels_choice(string text, ushort first, ushort last) => Assert.Equal(
        last == 0 ? null : new PortRange(first, last),
        Of(new FelixConfigurationSpec { NatPortRange = text }).NatOutgoing.Ports);

    [Theory]
    [InlineData(null, ServiceLoopAction.Drop)]
    [InlineData("Reject", ServiceLoopAction.Reject)]
    [InlineData("disabled", ServiceLoopAction.Disabled)]
    [InlineData("", ServiceLoopAction.Drop)]
    public void Packets_for_services_that_are_not_there_are_dropped_unless_it_says_otherwise(string? text, ServiceLoopAction action) =>
        Assert.Equal(action, Of(new FelixConfigurationSpec { ServiceLoopPrevention = text }).ServiceLoops);

    [Fact]
    public void Translation_is_as_the_manifest_says()
    {
        var felix = Read("""
            {"spec":{
              "natPortRange":"1024:2047","natOutgoingAddress":"192.0.2.1","natOutgoingExclusions":"IPPoolsAndHostIPs","iptablesNATOutgoingInterfaceFilter":"eth+",
              "allowVXLANPacketsFromWorkloads":true,"allowIPIPPacketsFromWorkloads":true,"externalNodesList":["198.51.100.7","203.0.113.0/24"],
              "deviceRouteSourceAddress":"192.0.2.2","deviceRouteSourceAddressIPv6":"2001:db8::2"}}
            """);
        var settings = FelixSettings.Of(felix);
        Assert.Equal(new NatOutgoingSettings(new PortRange(1024, 2047), IpAddr.Parse("192.0.2.1"), true, "eth+"), settings.NatOutgoing);
        Assert.Equal(new OverlaySettings(true, true, [Cidr.Parse("198.51.100.7/32"), Cidr.Parse("203.0.113.0/24")]), settings.Overlays);
        Assert.Equal((IpAddr.Parse("192.0.2.2"), IpAddr.Parse("2001:db8::2")), (settings.PodRouteSourceV4, settings.PodRouteSourceV6));
        Assert.Equal(PortRange.Single(4000), FelixSettings.Of(Read("""{"spec":{"natPortRange":4000}}""")).NatOutgoing.Ports);
    }

    private static FelixConfiguration Read(string json) => JsonSerializer.Deserialize(json, ResourceJson.Default.FelixConfiguration)!;

    private static FelixSettings Of(FelixConfigurationSpec spec) => FelixSettings.Of(new FelixConfiguration { Spec = spec });
}
