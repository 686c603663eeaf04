using Margay.Api.Metrics;

namespace Margay.Tests.Unit.Api;

public sealed class MetricRegistryTests
{
    [Fact]
    public void Metrics_are_written_in_prometheus_text_format()
    {
        var registry = new MetricRegistry();
        var requests = registry.Counter("requests_total", "Requests.", "verb", "path");
        requests.With("get", "/a\"b\\c\n").Increment();
        requests.With("create", "/x").Increment(3);
        registry.Gauge("watchers", "Open watches.").With().Add(2);
        registry.Observed("bytes", "Size.", () => 12.5);
        registry.Observed("calls_total", "Calls.", isCounter: true, ["who", "why"], to =>
        {
            to.Write(7, "b\"", "x");
            to.Write(0.5, "a", "");
        });
        registry.Observed("nothing", "Nobody.", isCounter: false, ["who"], _ => { });
        var seconds = registry.Histogram("seconds", "Time.", [0.1, 1]).With();
        foreach (var value in (double[])[0.1, 0.5, 7]) seconds.Observe(value);
        Assert.Equal(
            """
            # HELP bytes Size.
            # TYPE bytes gauge
            bytes 12.5
            # HELP calls_total Calls.
            # TYPE calls_total counter
            calls_total{who="b\"",why="x"} 7
            calls_total{who="a",why=""} 0.5
            # HELP nothing Nobody.
            # TYPE nothing gauge
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{verb="create",path="/x"} 3
            requests_total{verb="get",path="/a\"b\\c\n"} 1
            # HELP seconds Time.
            # TYPE seconds histogram
            seconds_bucket{le="0.1"} 1
            seconds_bucket{le="1"} 2
            seconds_bucket{le="+Inf"} 3
            seconds_sum 7.6
            seconds_count 3
            # HELP watchers Open watches.
            # TYPE watchers gauge
            watchers 2

            """,
            registry.Write());
    }

    [Fact]
    public void A_name_is_given_once()
    {
        var registry = new MetricRegistry();
        registry.Counter("a", "A.");
        Assert.Throws<ArgumentException>(() => registry.Gauge("a", "A."));
    }

    [Fact]
    public void As_many_values_are_needed_as_there_are_labels() =>
        Assert.Throws<ArgumentException>(() => new MetricRegistry().Counter("a", "A.", "x").With());

    [Fact]
    public void As_many_values_are_written_as_there_are_labels()
    {
        var registry = new MetricRegistry();
        registry.Observed("a", "A.", isCounter: false, ["x"], to => to.Write(1));
        Assert.Throws<ArgumentException>(registry.Write);
    }
}
