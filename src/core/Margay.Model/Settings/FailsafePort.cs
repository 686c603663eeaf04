using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>A port of the node that stays open whatever host endpoint policy says.</summary>
/// <param name="Protocol">TCP, UDP or another one with ports.</param>
/// <param name="Port">The port of the receiving end.</param>
/// <param name="Net">The peer's addresses; null for any peer.</param>
public readonly record struct FailsafePort(IpProtocol Protocol, ushort Port, Cidr? Net)
{
    /// <summary>Ports of the node that anybody may reach, unless settings say otherwise.</summary>
    public static IReadOnlyList<FailsafePort> DefaultInbound { get; } =
        [Tcp(22), Udp(68), Tcp(179), Tcp(2379), Tcp(2380), Tcp(5473), Tcp(6443), Tcp(6666), Tcp(6667)];

    /// <summary>Ports elsewhere that the node may always reach, unless settings say otherwise.</summary>
    public static IReadOnlyList<FailsafePort> DefaultOutbound { get; } =
        [Udp(53), Udp(67), Tcp(179), Tcp(2379), Tcp(2380), Tcp(5473), Tcp(6443), Tcp(6666), Tcp(6667)];

    /// <summary>What can be read of a list; a port without a readable protocol, number or net opens nothing.</summary>
    public static IReadOnlyList<FailsafePort> Read(IEnumerable<ProtoPort?> ports) =>
        [.. ports.Select(Read).OfType<FailsafePort>()];

    private static FailsafePort? Read(ProtoPort? port)
    {
        if (port is null || !IpProtocol.TryParse(port.Protocol ?? "TCP", out var protocol)) return null;
        if (!protocol.HasPorts || port.Port is < 0 or > ushort.MaxValue) return null;
        if (string.IsNullOrEmpty(port.Net)) return new FailsafePort(protocol, (ushort)port.Port, null);
        return Cidr.TryParse(port.Net, out var net) ? new FailsafePort(protocol, (ushort)port.Port, net) : null;
    }

    private static FailsafePort Tcp(ushort port) => new(IpProtocol.Tcp, port, null);

    private static FailsafePort Udp(ushort port) => new(IpProtocol.Udp, port, null);
}
