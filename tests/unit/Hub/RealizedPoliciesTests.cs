using System.Text.Json.Nodes;
using Margay.Api.Metrics;
using Margay.Api.Storage;
using Margay.Host.Hub.Realized;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Hub;

/// <summary>A policy is live when every node has reported the revision of its last content.</summary>
public sealed class RealizedPoliciesTests
{
    private static readonly ResourceKey Web = new(Kinds.NetworkPolicy, "shop", "web");
    private static readonly ResourceKey Deny = new(Kinds.GlobalNetworkPolicy, "", "deny");

    private readonly ManualClock _clock = new();
    private readonly RealizedPolicies _policies;

    public RealizedPoliciesTests()
    {
        _policies = new RealizedPolicies(_clock, new MetricRegistry().Histogram("seconds", "", Histogram.LatencyBounds, "resource"));
        _policies.SetNodes(new HashSet<string> { "n1", "n2" });
    }

    [Fact]
    public void It_waits_for_each_node_and_measures_until_the_last()
    {
        _policies.Written(Web, V(1), 10, isSeen: true);
        Assert.Equal("n1: it has not reported, n2: it has not reported", Waiting(Web, 1));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Report("n1", 10);
        Assert.Equal("n2: it has not reported", Waiting(Web, 1));
        Report("n2", 9);
        Assert.Equal("n2: ", Waiting(Web, 1));
        _clock.Advance(TimeSpan.FromMilliseconds(7));
        Report("n2", 12);
        var live = _policies.Find(Web, V(1));
        Assert.True(live.IsLive);
        Assert.Equal(TimeSpan.FromMilliseconds(12), live.Took);
    }

    [Fact]
    public void A_write_of_metadata_or_status_is_nothing_new_and_one_of_content_is()
    {
        _policies.Written(Web, V(1), 10, isSeen: true);
        Report("n1", 10);
        Report("n2", 10);
        _policies.Written(Web, V(1), 11, isSeen: true);
        Assert.True(_policies.Find(Web, V(1)).IsLive);
        _policies.Written(Web, V(2), 12, isSeen: true);
        Assert.Equal("n1: , n2: ", Waiting(Web, 2));
    }

    [Fact]
    public void A_generation_that_was_not_heard_of_yet_is_live_nowhere()
    {
        _policies.Written(Web, V(1), 10, isSeen: true);
        Report("n1", 10);
        Report("n2", 10);
        Assert.Equal("n1: , n2: ", Waiting(Web, 2));
        Assert.Equal("n1: , n2: ", Waiting(Deny, 1));
    }

    [Fact]
    public void One_kinds_revision_says_nothing_of_another_kind()
    {
        _policies.Written(Deny, V(1), 10, isSeen: true);
        Report("n1", 20);
        Report("n2", 20);
        Assert.False(_policies.Find(Deny, V(1)).IsLive);
    }

    [Fact]
    public void A_node_that_fails_says_why_and_one_that_comes_is_waited_for()
    {
        _policies.Written(Web, V(1), 10, isSeen: false);
        Report("n1", 10);
        Assert.True(_policies.Report("n2", new NodeReport(new Dictionary<ResourceKind, long>(), "nftables: EINVAL")));
        Assert.Equal("n2: nftables: EINVAL", Waiting(Web, 1));
        Report("n2", 10);
        Assert.True(_policies.Find(Web, V(1)) is { IsLive: true, Took: null });
        _policies.SetNodes(new HashSet<string> { "n1", "n2", "n3" });
        Assert.Equal("n3: it has not reported", Waiting(Web, 1));
        _policies.SetNodes(new HashSet<string> { "n1" });
        Assert.True(_policies.Find(Web, V(1)).IsLive);
        Assert.False(_policies.Report("n2", new NodeReport(new Dictionary<ResourceKind, long>(), null)));
    }

    [Fact]
    public void Who_waits_is_woken_by_what_changes_and_not_by_what_is_said_again()
    {
        _policies.Written(Web, V(1), 10, isSeen: true);
        Report("n1", 10);
        var changed = _policies.Changed;
        Report("n1", 10);
        Assert.False(changed.IsCompleted);
        Report("n2", 10);
        Assert.True(changed.IsCompleted);
    }

    [Theory]
    [InlineData("""{"revisions":{"networkpolicies.networking.k8s.io":7,"pods":9},"fault":"x"}""", true)]
    [InlineData("""{"revisions":{}}""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""{"revisions":[]}""", false)]
    [InlineData("""{"revisions":{"networkpolicies.networking.k8s.io":"7"}}""", false)]
    [InlineData("""{"revisions":{"networkpolicies.networking.k8s.io":-7}}""", false)]
    [InlineData("""{"revisions":{"networkpolicies.networking.k8s.io":{}}}""", false)]
    [InlineData("""{"revisions":{},"fault":7}""", false)]
    public void A_report_is_read_as_it_is_sent_or_refused(string text, bool isReport)
    {
        Assert.Equal(isReport, NodeReport.TryRead(JsonNode.Parse(text)!.AsObject(), out var report));
        if (report is null) return;
        Assert.True(NodeReport.TryRead(report.ToJson(), out var again));
        Assert.True(report.Says(again));
    }

    [Fact]
    public void One_that_was_made_again_is_another_though_its_generation_is_the_same()
    {
        _policies.Written(Web, V(1), 10, isSeen: true);
        Report("n1", 10);
        Report("n2", 10);
        Assert.False(_policies.Find(Web, new PolicyVersion("again", 1)).IsLive);
        _policies.Written(Web, new PolicyVersion("again", 1), 12, isSeen: true);
        Assert.False(_policies.Find(Web, new PolicyVersion("again", 1)).IsLive);
        Report("n1", 12);
        Report("n2", 12);
        Assert.True(_policies.Find(Web, new PolicyVersion("again", 1)).IsLive);
    }

    private static PolicyVersion V(long generation) => new("uid", generation);

    private void Report(string node, long revision) =>
        Assert.True(_policies.Report(node, new NodeReport(new Dictionary<ResourceKind, long> { [Kinds.NetworkPolicy] = revision }, null)));

    private string Waiting(ResourceKey key, long generation) =>
        string.Join(", ", _policies.Find(key, V(generation)).Waiting.Select(waiting => $"{waiting.Node}: {waiting.Why}"));

    /// <summary>A clock that stands still unless it is told otherwise.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
