using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Which service.</summary>
public readonly record struct ServiceKey(string Namespace, string Name);

/// <summary>Which slice of a service's endpoints.</summary>
public readonly record struct SliceKey(string Namespace, string Name)
{
    /// <summary>The key of a slice; a missing namespace reads <c>default</c>.</summary>
    public static SliceKey Of(EndpointSlice slice) => new(slice.Metadata.Namespace ?? "default", slice.Metadata.Name);
}

/// <summary>A slice of a service's endpoints: every address has every port, whether it is ready or not.</summary>
/// <param name="Service">The service.</param>
/// <param name="Addresses">The addresses.</param>
/// <param name="Ports">Protocol and number of the ports.</param>
public sealed record SliceFacts(
    ServiceKey Service, IReadOnlyList<IpAddr> Addresses, IReadOnlyList<(IpProtocol Protocol, ushort Port)> Ports)
{
    /// <summary>The facts of a slice; null if it names no service or holds no addresses.</summary>
    public static SliceFacts? Of(EndpointSlice slice)
    {
        if (slice.Metadata.Labels?.GetValueOrDefault(EndpointSlice.ServiceNameLabel) is not { Length: > 0 } service)
            return null;
        if (slice.AddressType == "FQDN") return null;
        var addresses = new List<IpAddr>();
        foreach (var text in (slice.Endpoints ?? []).SelectMany(endpoint => endpoint?.Addresses ?? []))
        {
            if (IpAddr.TryParse(text, out var address)) addresses.Add(address);
        }

        var ports = new List<(IpProtocol, ushort)>();
        foreach (var port in slice.Ports ?? [])
        {
            if (port?.Port is not (>= 1 and <= ushort.MaxValue)) continue;
            if (IpProtocol.TryParse(port.Protocol ?? "TCP", out var protocol))
                ports.Add((protocol, (ushort)port.Port));
        }

        return new SliceFacts(new ServiceKey(SliceKey.Of(slice).Namespace, service), addresses, ports);
    }
}
