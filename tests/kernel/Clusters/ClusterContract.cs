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
    public void Packets_fare_as_the_oracle_says_of_the_cluster()
    {
        using var probe = new PacketProbe(net, "a", "b");
        var (arrivals, losses) = (0, 0);
        ClusterTrial.Run(cluster =>
        {
            using var dataplane = Start(net);
            dataplane.Apply(cluster.Intent);
            var arrived = probe.Send(GeneratedCluster.Packets);
            arrivals += arrived.Count;
            losses += GeneratedCluster.Packets.Count - arrived.Count;
            return Enumerable.Range(0, GeneratedCluster.Packets.Count).Select(number => FaultOf(cluster, number, arrived.Contains(number)))
                .FirstOrDefault(fault => fault is not null);
        });
        Assert.True(arrivals > ClusterTrial.Count && losses > ClusterTrial.Count, $"{arrivals} packets arrived and {losses} were lost, which says little");
    }

    private static string? FaultOf(GeneratedCluster cluster, int number, bool hasArrived)
    {
        var packet = GeneratedCluster.Packets[number];
        var (sent, received) = cluster.Judge(packet);
        var shouldArrive = sent?.Verdict == Verdict.Allow && received?.Verdict == Verdict.Allow;
        return shouldArrive == hasArrived
            ? null
            : $"{packet} {(hasArrived ? "arrived" : "was lost")}; the oracle: out {sent?.Why}, in {received?.Why}; the graph: {cluster.Evaluate(packet)}";
    }
}

/// <summary>The nftables dataplane is one.</summary>
public sealed class NftablesClusterTests(ClusterNetwork net) : ClusterContract(net)
{
    protected override IDataplaneUnderTest Start(PodNetwork net) => new NftablesUnderTest(net);
}
