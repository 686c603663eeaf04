using Margay.Api.Metrics;

namespace Margay.Store;

/// <summary>What a store counts.</summary>
public sealed class StoreMetrics
{
    /// <summary>Adds the store's metrics to <paramref name="registry"/>.</summary>
    public StoreMetrics(MetricRegistry registry)
    {
        CommitSeconds = registry.Histogram(
            "margay_store_commit_seconds",
            "How long commits take, from the first write taken up until all are on disk.",
            Histogram.LatencyBounds).With();
        Writes = registry.Counter("margay_store_writes_total", "Writes that were committed.").With();
        Refusals = registry.Counter("margay_store_refused_writes_total", "Writes refused because the object had moved on.").With();
        Revision = registry.Gauge("margay_store_revision", "Revision of the newest write.").With();
    }

    internal HistogramSeries CommitSeconds { get; }

    internal CounterSeries Writes { get; }

    internal CounterSeries Refusals { get; }

    internal GaugeSeries Revision { get; }
}
