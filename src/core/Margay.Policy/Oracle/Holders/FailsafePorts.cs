using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>The ports that stay open at a node's host endpoints whatever policies say.</summary>
/// <param name="cluster">Where the node's settings are.</param>
/// <param name="node">The node.</param>
internal sealed class FailsafePorts(ClusterIndex cluster, string node)
{
    private static readonly ProtoPort[] DefaultInbound =
        [Tcp(22), Udp(68), Tcp(179), Tcp(2379), Tcp(2380), Tcp(5473), Tcp(6443), Tcp(6666), Tcp(6667)];

    private static readonly ProtoPort[] DefaultOutbound =
        [Udp(53), Udp(67), Tcp(179), Tcp(2379), Tcp(2380), Tcp(5473), Tcp(6443), Tcp(6666), Tcp(6667)];

    /// <summary>Why the packet passes regardless of policy; null if it does not.</summary>
    /// <param name="direction">From the host endpoint's view.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="withReplies">
    /// Whether what comes back from such a port passes too: untracked packets have no connection that would let it.
    /// </param>
    public Reason.FailsafePort? Find(Direction direction, PacketFacts packet, bool withReplies)
    {
        var peer = direction == Direction.Ingress ? packet.Source : packet.Destination;
        if (PortsOf(direction).Any(port => Is(port, packet.Protocol, packet.DestinationPort, peer)))
            return new Reason.FailsafePort(packet.Protocol, packet.DestinationPort);
        var opposite = direction == Direction.Ingress ? Direction.Egress : Direction.Ingress;
        return withReplies && PortsOf(opposite).Any(port => Is(port, packet.Protocol, packet.SourcePort, peer))
            ? new Reason.FailsafePort(packet.Protocol, packet.SourcePort)
            : null;
    }

    private IEnumerable<ProtoPort> PortsOf(Direction direction)
    {
        var configured = cluster.SettingsOf(node)
            .Select(spec => direction == Direction.Ingress ? spec.FailsafeInboundHostPorts : spec.FailsafeOutboundHostPorts)
            .FirstOrDefault(list => list is not null);
        return configured?.OfType<ProtoPort>() ?? (direction == Direction.Ingress ? DefaultInbound : DefaultOutbound);
    }

    /// <remarks>A net that cannot be read holds nobody.</remarks>
    private static bool Is(ProtoPort port, IpProtocol protocol, ushort number, IpAddr peer) =>
        IpProtocol.TryParse(port.Protocol ?? "TCP", out var own) && own == protocol && protocol.HasPorts
        && port.Port == number
        && (string.IsNullOrEmpty(port.Net) || (Cidr.TryParse(port.Net, out var net) && net.Contains(peer)));

    private static ProtoPort Tcp(int port) => new() { Protocol = "TCP", Port = port };

    private static ProtoPort Udp(int port) => new() { Protocol = "UDP", Port = port };
}
