using System.Collections.Immutable;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>What policy needs to know of a host endpoint.</summary>
/// <param name="Node">The node it is on.</param>
/// <param name="Interface">The interface it names, <c>*</c> for every other one; null: it is found by its addresses.</param>
/// <param name="Profiles">Its profiles, in order.</param>
/// <param name="Labels">Its own labels.</param>
/// <param name="Networks">The addresses it is expected to have, as prefixes, sorted.</param>
/// <param name="Ports">Its named ports.</param>
public sealed record HostEndpointFacts(
    string Node,
    string? Interface,
    ImmutableArray<string> Profiles,
    LabelSet Labels,
    IReadOnlyList<Cidr> Networks,
    IReadOnlyList<NamedPort> Ports)
{
    /// <summary>The facts of a host endpoint's resource; what cannot be read is left out.</summary>
    public static HostEndpointFacts Of(HostEndpoint endpoint) => new(
        endpoint.Spec?.Node ?? "",
        endpoint.Spec?.InterfaceName is { Length: > 0 } name ? name : null,
        [.. (endpoint.Spec?.Profiles ?? []).OfType<string>()],
        PodFacts.LabelsOf(endpoint),
        [.. NetworkSetFacts.Read(endpoint.Spec?.ExpectedIps).Where(cidr => cidr.IsHost)],
        PortsOf(endpoint));

    /// <inheritdoc/>
    public bool Equals(HostEndpointFacts? other) =>
        other is not null
        && Node == other.Node
        && Interface == other.Interface
        && Profiles.SequenceEqual(other.Profiles)
        && Labels.Equals(other.Labels)
        && Networks.SequenceEqual(other.Networks)
        && Ports.SequenceEqual(other.Ports);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Node, Interface);

    private static NamedPort[] PortsOf(HostEndpoint endpoint)
    {
        var ports = new List<NamedPort>();
        foreach (var port in endpoint.Spec?.Ports ?? [])
        {
            if (string.IsNullOrEmpty(port?.Name) || port.Port is < 1 or > ushort.MaxValue) continue;
            if (!IpProtocol.TryParse(port.Protocol, out var protocol)) continue;
            ports.Add(new NamedPort(port.Name, protocol, (ushort)port.Port));
        }

        return [.. ports];
    }
}
