using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Policy.Oracle;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Kernel.Clusters;

/// <summary>What the kernel records of a packet names the rule that the oracle, and with it <c>explain</c>, names.</summary>
public sealed class ClusterRecordTests(ClusterNetwork net) : IClassFixture<ClusterNetwork>
{
    [Fact]
    public void A_record_names_the_rule_that_the_oracle_names()
    {
        using var probe = new PacketProbe(net, "a", "b");
        using var log = new VerdictLog(net.Handle("host"));
        var decided = 0;
        ClusterTrial.Run(GeneratedCluster.Of, cluster =>
        {
            using var dataplane = new NftablesUnderTest(net);
            dataplane.Apply(cluster.Intent);
            log.Take();
            probe.Send(GeneratedCluster.Packets);
            var recorded = log.Take().Decisions(probe.FirstId);
            for (var i = 0; i < GeneratedCluster.Packets.Count; i++)
            {
                var (sent, received) = cluster.Judge(GeneratedCluster.Packets[i]);
                List<VerdictPrefix> expected =
                    [.. Expected(sent, Direction.Egress), .. sent?.Verdict == Verdict.Allow ? Expected(received, Direction.Ingress) : []];
                decided += expected.Count;
                if (!expected.SequenceEqual(recorded[i]))
                    return $"{GeneratedCluster.Packets[i]} is recorded as '{string.Join(", ", recorded[i])}', not '{string.Join(", ", expected)}'";
            }

            return null;
        });
        Assert.True(decided > ClusterTrial.Count, $"{decided} verdicts in {ClusterTrial.Count} clusters say little");
    }

    /// <summary>The record of a decision; none where a namespace lets a packet through that no tier decides.</summary>
    private static IEnumerable<VerdictPrefix> Expected(DirectionDecision? decision, Direction direction)
    {
        var action = decision?.Verdict == Verdict.Allow ? VerdictAction.Allow : VerdictAction.Deny;
        return decision?.Why switch
        {
            Reason.ByRule by => [VerdictPrefix.OfRule(action, direction, by.Policy, by.Rule)],
            Reason.EndOfTier end => [VerdictPrefix.OfTier(action, direction, end.Tier)],
            _ when action == VerdictAction.Deny => [VerdictPrefix.OfNoProfile(action, direction)],
            _ => [],
        };
    }
}
