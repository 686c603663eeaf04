using Margay.Model.Resources;

namespace Margay.Model.Settings;

/// <summary>How the network is told of workloads that have moved while they run.</summary>
/// <param name="MetricV4">The metric of the route to such an IPv4 workload, better than that of others, which is 1024.</param>
/// <param name="MetricV6">The same of IPv6.</param>
/// <param name="Convergence">For how long it has that metric.</param>
public sealed record MoveSettings(int MetricV4, int MetricV6, TimeSpan Convergence)
{
    private const int DefaultMetric = 512;

    /// <summary>What holds where nothing is said.</summary>
    public static MoveSettings Defaults { get; } = new(DefaultMetric, DefaultMetric, TimeSpan.FromSeconds(30));

    /// <summary>Takes over what a resource says.</summary>
    public static MoveSettings Overlay(MoveSettings settings, FelixConfigurationSpec spec) => new(
        spec.Ipv4ElevatedRoutePriority ?? settings.MetricV4,
        spec.Ipv6ElevatedRoutePriority ?? settings.MetricV6,
        GoDuration.TryParse(spec.LiveMigrationRouteConvergenceTime, out var time) ? time : settings.Convergence);
}
