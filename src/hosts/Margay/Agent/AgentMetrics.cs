using System.Diagnostics;
using Margay.Api.Metrics;
using Margay.Host.Agent.Bgp;
using Margay.Model.Intent;

namespace Margay.Host.Agent;

/// <summary>The agent's metrics: Calico's names where Calico has the same figure, <c>margay_</c> for the rest.</summary>
internal sealed class AgentMetrics
{
    public AgentMetrics(AgentHealth health, NodeKernel kernel)
    {
        Registry.Observed("margay_agent_ready", "Whether the agent is ready.", () => health.IsReady ? 1 : 0);
        Registry.Observed("process_resident_memory_bytes", "Resident memory size in bytes.", () => Environment.WorkingSet);
        Registry.Observed(
            "margay_ipip_dropped_packets", "Packets that the programs of the IPIP tunnel dropped since they were first attached.", "reason",
            () => kernel.IpipDrops().Select(drop => KeyValuePair.Create(drop.Key.ToString().ToLowerInvariant(), (double)drop.Value)));
        Registry.Observed("margay_kernel_routes", "Routes that this node has in its kernel, or is about to have, by where they come from.", isCounter: false, ["source"], to =>
        {
            foreach (var source in Enum.GetValues<RouteSource>()) to.Write(kernel.RouteCount(source), WordOf(source));
        });
    }

    public MetricRegistry Registry { get; } = new();

    private static string WordOf(RouteSource source) => source switch
    {
        RouteSource.LocalWorkload => "pod",
        RouteSource.LocalBlock => "block",
        RouteSource.BorrowedAddress => "borrowed",
        RouteSource.RemoteBlock => "remote_block",
        RouteSource.BgpPeer => "bgp_peer",
        RouteSource.Bgp => "bgp",
        _ => throw new UnreachableException(),
    };

    public Gauge Endpoints => field ??= Registry.Gauge(
        "felix_active_local_endpoints", "Pods of this node whose policy is enforced.");

    public Gauge Policies => field ??= Registry.Gauge(
        "felix_cluster_num_policies", "Policies in the cluster.");

    public Gauge ClusterPods => field ??= Registry.Gauge(
        "felix_cluster_num_workload_endpoints", "Pods in the cluster.");

    public Histogram Apply => field ??= Registry.Histogram(
        "felix_int_dataplane_apply_time_seconds", "Time to bring the kernel up to date with one batch of changes.",
        Histogram.LatencyBounds);

    public Counter Failures => field ??= Registry.Counter(
        "felix_int_dataplane_failures", "Times that kernel state could not be written.", "area");

    public Counter Repairs => field ??= Registry.Counter(
        "margay_kernel_repairs", "Differences found and repaired after somebody else changed kernel state.", "area");

    public Counter Cut => field ??= Registry.Counter(
        "margay_connections_cut", "Open connections that were cut because policy no longer allows them.");

    public Histogram LearntRoutes => field ??= Registry.Histogram(
        "margay_bgp_chosen_to_kernel_seconds", "Time from when the BGP speaker has chosen a route until the kernel has it, of the oldest of each batch.",
        Histogram.LatencyBounds);

    /// <summary>What the BGP speaker is asked for each scrape, or null. Set before anybody asks.</summary>
    public BgpMetrics? Bgp { get; set; }

    /// <summary>All metrics as they are now, in Prometheus' text format.</summary>
    public async Task<string> WriteAsync()
    {
        if (Bgp is { } bgp) await bgp.RefreshAsync();
        return Registry.Write();
    }

    public Gauge LearntAddresses => field ??= Registry.Gauge(
        "margay_learnt_addresses", "Addresses that domain names of policies stand for, those of several names once for each.");

    public Counter Answers => field ??= Registry.Counter(
        "margay_dns_answers", "DNS answers to pods whose policy names domains: passed at once, held until enforced, or dropped.", "fate");

    public Counter Cni => field ??= Registry.Counter(
        "margay_cni_requests", "Requests of the CNI plugin.", "command", "result");

    public Histogram CniTime => field ??= Registry.Histogram(
        "margay_cni_request_seconds", "Time to answer a request of the CNI plugin.", Histogram.LatencyBounds, "command");
}
