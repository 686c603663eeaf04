using System.Globalization;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;

namespace Margay.Tests.Kernel.Tables;

/// <summary>
/// What every dataplane is held to: packets from pod a to pod b fare as <see cref="IntentEvaluator"/> says of random
/// intent. MARGAY_SOAK_ROUNDS asks for more of it.
/// </summary>
public abstract class PolicyContract(PodNetwork net) : IClassFixture<PodNetwork>
{
    private const int Rounds = 12;

    /// <summary>Seeds at which a dataplane once failed; each is tried beside the first rounds.</summary>
    /// <remarks>541: a profile that passes left its mark on the packet, and the next direction's first tier was left.</remarks>
    private static readonly int[] Remembered = [541];

    protected abstract IDataplaneUnderTest Start(PodNetwork net);

    [Fact]
    public void Packets_fare_as_the_intent_says()
    {
        using var probe = new PacketProbe(net, "a", "b");
        var rounds = Environment.GetEnvironmentVariable("MARGAY_SOAK_ROUNDS");
        var count = rounds is null ? Rounds : int.Parse(rounds, CultureInfo.InvariantCulture);
        foreach (var seed in Enumerable.Range(0, count).Union(Remembered))
        {
            var intent = PodTraffic.Intent(seed);
            var state = new IntentState();
            state.Apply(intent);
            using var dataplane = Start(net);
            dataplane.Apply(intent);
            var packets = PodTraffic.Packets(seed);
            var arrived = probe.Send(packets);
            for (var i = 0; i < packets.Count; i++)
            {
                var sent = IntentEvaluator.Evaluate(state, state.Endpoints["calia"], Direction.Egress, packets[i]);
                var received = IntentEvaluator.Evaluate(state, state.Endpoints["calib"], Direction.Ingress, packets[i]);
                Assert.True(
                    (sent.IsAllowed && received.IsAllowed) == arrived.Contains(i),
                    $"seed {seed}: {packets[i]} {(arrived.Contains(i) ? "arrived" : "was lost")}; out {sent}, in {received}");
            }
        }
    }
}

/// <summary>The nftables dataplane is one.</summary>
public sealed class NftablesContractTests(PodNetwork net) : PolicyContract(net)
{
    protected override IDataplaneUnderTest Start(PodNetwork net) => new NftablesUnderTest(net);
}
