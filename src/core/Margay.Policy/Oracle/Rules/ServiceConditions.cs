using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The end is an endpoint of a service: by its address, and by protocol and port too if these are asked for.</summary>
/// <remarks>Readiness does not matter. A port without a number stands for no port.</remarks>
internal sealed record OfService(
    string Path, PacketEnd End, string Namespace, string Name, bool WithPorts, ClusterIndex Cluster)
    : Condition(Path, $"{EndWords.Way(End)} the endpoints of service {Namespace}/{Name}")
{
    public override Mismatch? Test(PacketView packet)
    {
        var address = packet.AddressOf(End);
        if (Cluster.SlicesOf(Namespace, Name).Any(slice => Holds(slice, address) && HasPort(slice, packet))) return null;
        var what = !WithPorts ? $"{address}" : $"{address} {packet.Facts.Protocol} {packet.PortOf(End)}";
        return new Mismatch.NotOfService(what, $"{Namespace}/{Name}");
    }

    private bool HasPort(EndpointSlice slice, PacketView packet) => !WithPorts
        || (slice.Ports ?? []).Any(port =>
            port?.Port is { } number && number == packet.PortOf(End) && packet.Facts.Protocol.HasPorts
            && IpProtocol.TryParse(port.Protocol ?? "TCP", out var protocol) && protocol == packet.Facts.Protocol);

    private static bool Holds(EndpointSlice slice, IpAddr address) => (slice.Endpoints ?? [])
        .SelectMany(endpoint => endpoint?.Addresses ?? [])
        .Any(text => IpAddr.TryParse(text, out var own) && own == address);
}
