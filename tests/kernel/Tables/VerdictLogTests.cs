using System.Globalization;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Every verdict on a packet is recorded once, and its record names the rule that the evaluator names.</summary>
public sealed class VerdictLogTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private const int Rounds = 6;

    [Fact]
    public void A_record_names_the_rule_that_decided()
    {
        using var probe = new PacketProbe(net, "a", "b");
        using var log = new VerdictLog(net.Handle("host"));
        var rounds = Environment.GetEnvironmentVariable("MARGAY_SOAK_ROUNDS");
        var count = rounds is null ? Rounds : int.Parse(rounds, CultureInfo.InvariantCulture);
        var decided = 0;
        for (var seed = 0; seed < count; seed++)
        {
            var intent = PodTraffic.Intent(seed);
            var state = new IntentState();
            state.Apply(intent);
            using var dataplane = new NftablesUnderTest(net);
            dataplane.Apply(intent);
            log.Take();
            var packets = PodTraffic.Packets(seed);
            probe.Send(packets);
            var recorded = log.Take().Decisions(probe.FirstId);
            for (var i = 0; i < packets.Count; i++)
            {
                var sent = IntentEvaluator.Evaluate(state, state.Endpoints["calia"], Direction.Egress, packets[i]);
                var received = IntentEvaluator.Evaluate(state, state.Endpoints["calib"], Direction.Ingress, packets[i]);
                List<VerdictPrefix> expected = [.. Expected(sent, Direction.Egress), .. sent.IsAllowed ? Expected(received, Direction.Ingress) : []];
                Assert.True(
                    expected.SequenceEqual(recorded[i]),
                    $"seed {seed}: {packets[i]} is recorded as '{string.Join(", ", recorded[i])}', not '{string.Join(", ", expected)}'");
                decided += expected.Count;
            }
        }

        Assert.True(decided > count, $"{decided} verdicts in {count} rounds say little");
    }

    /// <summary>The record of a verdict; none where a direction that is open lets the packet through.</summary>
    private static IEnumerable<VerdictPrefix> Expected(PacketVerdict verdict, Direction direction)
    {
        var action = verdict.IsAllowed ? VerdictAction.Allow : VerdictAction.Deny;
        if (verdict is { Policy: { } policy, Rule: { } rule }) yield return VerdictPrefix.OfRule(action, direction, policy, rule);
        else if (verdict.Tier is { } tier) yield return VerdictPrefix.OfTier(action, direction, tier);
        else if (!verdict.IsAllowed) yield return VerdictPrefix.OfNoProfile(action, direction);
    }
}
