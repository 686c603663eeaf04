using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Random intent for pods a and b of a <see cref="PodNetwork"/>, and packets that it may tell apart.</summary>
internal static class PodTraffic
{
    private const int StepsBetween = 15;
    private const int Count = 120;
    private static readonly ushort[] Ports = [1, 2, 80, 443, 8005, 65535];
    private static readonly IpProtocol[] Transports = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp];

    /// <summary>The intent at the end of a random history, with the two pods as they are wired.</summary>
    public static IntentDelta Intent(int seed)
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

    /// <summary>Packets from a to b, each the first of its connection.</summary>
    public static List<Packet> Packets(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(_ => RandomPacket(random))];
    }

    private static Packet RandomPacket(Random random)
    {
        var isV4 = random.Next(2) == 0;
        var (source, destination) = isV4 ? ("10.1.0.1", "10.1.0.2") : ("fd00:1::1", "fd00:1::2");
        var (from, to) = (IpAddr.Parse(source), IpAddr.Parse(destination));
        return random.Next(5) switch
        {
            0 => new Packet(
                from, to, isV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6, 0, 0,
                new IcmpMatch((byte)random.Next(3), (byte)random.Next(3))),
            1 => new Packet(from, to, PacketProbe.WithoutPorts, 0),
            var kind => new Packet(
                from, to, Transports[kind - 2], Ports[random.Next(Ports.Length)], Ports[random.Next(Ports.Length)]),
        };
    }
}
