using Margay.Api.Metrics;

namespace Margay.Host.Hub;

/// <summary>What the hub counts of its requests.</summary>
internal sealed class HubMetrics(MetricRegistry registry)
{
    public Counter Requests { get; } = registry.Counter(
        "margay_hub_requests_total", "Requests answered, by verb, resource and status code.", "verb", "resource", "code");

    public Histogram RequestSeconds { get; } = registry.Histogram(
        "margay_hub_request_seconds", "How long requests take, watches aside.", Histogram.LatencyBounds, "verb");

    public Gauge Watchers { get; } = registry.Gauge("margay_hub_watchers", "Watches that are open.", "resource");

    public Histogram RealizedSeconds { get; } = registry.Histogram(
        "margay_policy_realized_seconds",
        "Time from the write of a policy's generation until a node's kernel enforces it, once for each node.",
        Histogram.LatencyBounds,
        "resource");
}
