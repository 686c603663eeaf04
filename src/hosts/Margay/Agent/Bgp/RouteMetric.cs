using Margay.Bgp.Wire;

namespace Margay.Host.Agent.Bgp;

/// <summary>How Calico says the metric of a route in LOCAL_PREF: the lower metric is the higher preference.</summary>
internal static class RouteMetric
{
    /// <summary>The metric of a workload's route, unless it has just moved.</summary>
    public const int Normal = 1024;

    private const uint Base = 2147483647;

    /// <summary>Preferences below this were not made of a metric.</summary>
    private const uint Least = Base / 2;

    public static uint ToLocalPref(int metric) => Base - (uint)metric;

    public static int Of(PathAttributes attributes) =>
        attributes.LocalPref is { } preference and >= Least and <= Base ? (int)(Base - preference) : Normal;
}
