using CsCheck;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>Judging fast is judging right: whatever happened, the compiled intent says what the plain evaluation says.</summary>
public sealed class CompiledIntentProperties
{
    private static readonly IpAddr[] Addresses =
    [
        .. Enumerable.Range(1, 7).Select(n => IpAddr.Parse($"10.0.0.{n}")), .. Enumerable.Range(1, 7).Select(n => IpAddr.Parse($"fd00::{n}")),
        IpAddr.Parse("203.0.113.9"), IpAddr.Parse("192.0.2.1"), IpAddr.Parse("2001:db8::9"),
    ];

    private static readonly Gen<Packet> Packets = Gen.Select(
        OneOf(Addresses),
        OneOf(Addresses),
        OneOf(IpProtocol.Tcp, IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp, IpProtocol.Icmp, IpProtocol.IcmpV6),
        OneOf<ushort>(80, 81, 53, 4000),
        OneOf<ushort>(80, 81, 53, 4000),
        (source, destination, protocol, port, sourcePort) => protocol.HasPorts
            ? new Packet(source, destination, protocol, port, sourcePort)
            : new Packet(source, destination, protocol, 0, 0, new IcmpMatch((byte)(port % 9), 0)));

    [Fact]
    public void After_every_delta_the_compiled_intent_judges_as_the_plain_one() =>
        Gen.Select(ClusterGen.Happening.List[0, 8].List[1, 8], Packets.Array[40]).Sample(
            (history, packets) =>
            {
                var graph = new GraphUnderTest();
                var compiled = new CompiledIntent();
                foreach (var happenings in history)
                {
                    compiled.Apply(graph.Apply(happenings.Select(World.ChangeOf).OfType<SnapshotChange>(), inSync: true));
                    foreach (var packet in packets) AssertSame(graph.Intent, compiled, packet);
                }
            },
            iter: 500);

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static void AssertSame(IntentState plain, CompiledIntent compiled, Packet packet)
    {
        Assert.Equal(plain.Endpoints.Keys, compiled.Endpoints.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(plain.HostEndpoints.Keys, compiled.HostEndpoints.Keys.Order(StringComparer.Ordinal));
        foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
        {
            foreach (var (name, endpoint) in compiled.Endpoints)
            {
                Assert.Equal(
                    IntentEvaluator.Evaluate(plain, plain.Endpoints[name], direction, packet), compiled.Evaluate(endpoint, direction, packet));
            }

            foreach (var host in compiled.HostEndpoints.Values)
            {
                var normal = direction == Direction.Ingress ? host.Ingress : host.Egress;
                Assert.Equal(IntentEvaluator.Evaluate(plain, normal, direction, packet), compiled.Evaluate(normal, direction, packet));
                foreach (var tiers in new[] { host.ForwardIngress, host.ForwardEgress, host.UntrackedIngress, host.UntrackedEgress, host.PreDnat })
                {
                    foreach (var countDefaults in new[] { true, false })
                    {
                        Assert.Equal(
                            IntentEvaluator.Evaluate(plain, tiers, direction, packet, countDefaults),
                            compiled.Evaluate(tiers, direction, packet, countDefaults));
                    }
                }
            }
        }
    }
}
