using Margay.Model.Resources;
using Margay.Model.Settings;

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
}
