using Margay.Policy.Evaluation;
using Margay.Policy.Oracle;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Kernel.Clusters;

/// <summary>
/// What every dataplane is held to: with what the graph makes of a random cluster, packets from pod a to pod b fare as the
/// oracle says of the cluster itself.
/// </summary>
public abstract class ClusterContract(ClusterNetwork net) : IClassFixture<ClusterNetwork>
{
    protected abstract IDataplaneUnderTest Start(PodNetwork net);

    [Fact]
    public void Packets_fare_as_the_oracle_says_of_the_cluster() => Hold("a", GeneratedCluster.Of, GeneratedCluster.Packets);

    [Fact]
    public void Packets_between_pods_fare_so_where_there_are_host_endpoints() => Hold("a", GeneratedCluster.WithHosts, GeneratedCluster.Packets);

    [Fact]
    public void Packets_from_outside_fare_so_where_there_are_host_endpoints()
    {
        Hold("outside", GeneratedCluster.WithHosts, GeneratedCluster.FromOutside);
        var byHosts = Enumerable.Range(0, ClusterTrial.Count).Select(GeneratedCluster.WithHosts)
            .Sum(cluster => GeneratedCluster.FromOutside.Count(packet => cluster.JudgeWay(packet).Deciding?.End is PolicedEnd.HostEndpoint));
        Assert.True(byHosts > 0, "no host endpoint decides anything, which says nothing of them");
    }

    [Fact]
    public void Names_decide_in_some_of_the_clusters()
    {
        var byName = Enumerable.Range(0, 4 * ClusterTrial.Count).Select(GeneratedCluster.Of)
            .Count(cluster => GeneratedCluster.Packets.Any(packet => cluster.DecidesByName(packet)));
        Assert.True(byName > 0, "no name decides anything, which says nothing of them");
    }

    private void Hold(string from, Func<int, GeneratedCluster> draw, IReadOnlyList<Packet> packets)
    {
        using var probe = new PacketProbe(net, from, "b");
        var (arrivals, losses) = (0, 0);
        ClusterTrial.Run(draw, cluster =>
        {
            using var dataplane = Start(net);
            dataplane.Apply(cluster.Intent);
            var arrived = probe.Send(packets);
            arrivals += arrived.Count;
            losses += packets.Count - arrived.Count;
            return Enumerable.Range(0, packets.Count).Select(number => FaultOf(cluster, packets[number], arrived.Contains(number)))
                .FirstOrDefault(fault => fault is not null);
        });
        Assert.True(arrivals > ClusterTrial.Count && losses > ClusterTrial.Count, $"{arrivals} packets arrived and {losses} were lost, which says little");
    }

    private static string? FaultOf(GeneratedCluster cluster, Packet packet, bool hasArrived)
    {
        var decision = cluster.JudgeWay(packet);
        return (decision.Verdict == Verdict.Allow) == hasArrived
            ? null
            : $"{packet} {(hasArrived ? "arrived" : "was lost")}; the oracle: "
                + $"{string.Join(", ", decision.Steps.Select(step => $"{step.Hook} {step.Direction} of {step.End}: {step.Verdict}, {step.Why}"))}; the graph: {cluster.Evaluate(packet)}";
    }
}

/// <summary>The nftables dataplane is one.</summary>
public sealed class NftablesClusterTests(ClusterNetwork net) : ClusterContract(net)
{
    protected override IDataplaneUnderTest Start(PodNetwork net) => new NftablesUnderTest(net);
}
