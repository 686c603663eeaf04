using System.Globalization;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Whether a flow's protocol and port are among those of a rule.</summary>
internal static class PortMatching
{
    /// <summary>Why <paramref name="port"/> does not stand for the flow's; null if it does.</summary>
    /// <param name="port">The rule's port.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="destinations">The pods on whose containers a name may be found.</param>
    public static PortMismatch? Compare(NetworkPolicyPort? port, Flow flow, IReadOnlyList<Pod> destinations)
    {
        port ??= new NetworkPolicyPort();
        if (ProtocolOf(port) is not { } protocol)
            return new PortMismatch.Malformed($"a policy cannot name ports of protocol '{port.Protocol}'");
        if (protocol != flow.Protocol) return new PortMismatch.OtherProtocol(protocol);
        if (port.Port is null) return port.EndPort is null ? null : new PortMismatch.Malformed("endPort without port");
        return int.TryParse(port.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? CompareNumber(number, port.EndPort ?? number, flow.Port)
            : CompareName(port, protocol, flow.Port, destinations);
    }

    private static IpProtocol? ProtocolOf(NetworkPolicyPort port) => port.Protocol switch
    {
        null or "TCP" => IpProtocol.Tcp,
        "UDP" => IpProtocol.Udp,
        "SCTP" => IpProtocol.Sctp,
        _ => null,
    };

    private static PortMismatch? CompareNumber(int first, int last, ushort port)
    {
        if (first is < 1 or > ushort.MaxValue || last is < 1 or > ushort.MaxValue)
            return new PortMismatch.Malformed("a port is between 1 and 65535");
        if (last < first) return new PortMismatch.Malformed($"endPort {last} is below port {first}");
        var range = new PortRange((ushort)first, (ushort)last);
        return range.Contains(port) ? null : new PortMismatch.OtherPort(range);
    }

    private static PortMismatch? CompareName(
        NetworkPolicyPort port, IpProtocol protocol, ushort number, IReadOnlyList<Pod> destinations)
    {
        var name = port.Port!;
        if (port.EndPort is not null) return new PortMismatch.Malformed($"endPort with the port name {name}");
        if (destinations.Count == 0) return new PortMismatch.NotAPod(name);
        int[] numbers = [.. destinations.SelectMany(pod => pod.PortsNamed(name, protocol)).Distinct().Order()];
        return numbers.Contains(number) ? null : new PortMismatch.NamedElsewhere(name, numbers);
    }
}
