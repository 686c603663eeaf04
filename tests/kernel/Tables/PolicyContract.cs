using System.Globalization;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>
/// What every dataplane is held to: packets from pod a to pod b fare as <see cref="IntentEvaluator"/> says of random
/// intent. MARGAY_SOAK_ROUNDS asks for more of it.
/// </summary>
public abstract class PolicyContract(PodNetwork net) : IClassFixture<PodNetwork>
{
    private const int Rounds = 12;
    private const int StepsBetween = 15;
    private const int Packets = 120;
    private static readonly ushort[] Ports = [1, 2, 80, 443, 8005, 65535];

    protected abstract IDataplaneUnderTest Start(PodNetwork net);

    [Fact]
    public void Packets_fare_as_the_intent_says()
    {
        using var probe = new PacketProbe(net, "a", "b");
        var rounds = Environment.GetEnvironmentVariable("MARGAY_SOAK_ROUNDS");
        var count = rounds is null ? Rounds : int.Parse(rounds, CultureInfo.InvariantCulture);
        for (var seed = 0; seed < count; seed++)
        {
            var intent = Intent(seed);
            var state = new IntentState();
            state.Apply(intent);
            using var dataplane = Start(net);
            dataplane.Apply(intent);
            var packets = RandomPackets(seed);
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

    /// <summary>The intent at the end of a random history, with the two pods as they are wired.</summary>
    private static IntentDelta Intent(int seed)
    {
        var history = new RandomIntents(seed);
        for (var step = 0; step < StepsBetween; step++) history.Next();
        var whole = history.Whole();
        var (a, b) = (Like(whole, 0), Like(whole, 1));
        return whole with
        {
            Endpoints =
            [
                Intents.Endpoint("a", ["10.1.0.1", "fd00:1::1"], a.Ingress, a.Egress),
                Intents.Endpoint("b", ["10.1.0.2", "fd00:1::2"], b.Ingress, b.Egress),
            ],
            HostEndpoints = [],
        };
    }

    private static (DirectionIntent Ingress, DirectionIntent Egress) Like(IntentDelta whole, int index) =>
        index < whole.Endpoints.Count
            ? (whole.Endpoints[index].Ingress, whole.Endpoints[index].Egress)
            : (DirectionIntent.Open, DirectionIntent.Open);

    private static List<Packet> RandomPackets(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Packets).Select(_ => RandomPacket(random))];
    }

    private static Packet RandomPacket(Random random)
    {
        var isV4 = random.Next(2) == 0;
        var (source, destination) = isV4 ? ("10.1.0.1", "10.1.0.2") : ("fd00:1::1", "fd00:1::2");
        var (from, to) = (IpAddr.Parse(source), IpAddr.Parse(destination));
        return random.Next(3) switch
        {
            0 => new Packet(
                from, to, isV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6, 0, 0,
                new IcmpMatch((byte)random.Next(3), (byte)random.Next(3))),
            var kind => new Packet(
                from, to, kind == 1 ? IpProtocol.Tcp : IpProtocol.Udp,
                Ports[random.Next(Ports.Length)], Ports[random.Next(Ports.Length)]),
        };
    }
}

/// <summary>The nftables dataplane is one.</summary>
public sealed class NftablesContractTests(PodNetwork net) : PolicyContract(net)
{
    protected override IDataplaneUnderTest Start(PodNetwork net) => new NftablesUnderTest(net);
}
