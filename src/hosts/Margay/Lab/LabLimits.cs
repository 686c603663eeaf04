using System.Globalization;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;

namespace Margay.Host.Lab;

/// <summary>What a kernel has once for all its network namespaces, and a lab may need too much of.</summary>
internal static class LabLimits
{
    /// <summary>In a mesh every node is every other's neighbour (arp(7), gc_thresh3).</summary>
    /// <exception cref="CliException">The kernel keeps fewer neighbours: packets would be dropped without a word.</exception>
    public static void Check(LabPlan plan)
    {
        if (plan.Fabric != LabFabric.Mesh) return;
        var needed = plan.Nodes.Count * (plan.Nodes.Count - 1);
        var kept = Math.Min(Kept("ipv4"), Kept("ipv6"));
        if (needed <= kept) return;
        throw new CliException(
            $"a mesh of {plan.Nodes.Count} nodes has {needed} neighbours, and this kernel keeps {kept} for all its namespaces together: "
            + "--fabric bgp needs far fewer, or let it keep more with "
            + $"`sysctl -w net.ipv4.neigh.default.gc_thresh3={needed * 2} net.ipv6.neigh.default.gc_thresh3={needed * 2}`");
    }

    private static int Kept(string family) =>
        File.Exists($"/proc/sys/net/{family}/neigh/default/gc_thresh3")
        && int.TryParse(File.ReadAllText($"/proc/sys/net/{family}/neigh/default/gc_thresh3"), CultureInfo.InvariantCulture, out var limit)
            ? limit
            : int.MaxValue;
}
