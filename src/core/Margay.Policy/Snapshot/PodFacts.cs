using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>A container port that policies may name.</summary>
public readonly record struct NamedPort(string Name, IpProtocol Protocol, ushort Port);

/// <summary>What policy needs to know of a pod.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Addresses">Its addresses as the API knows them, sorted.</param>
/// <param name="Ports">Its named ports, those of init containers too.</param>
/// <param name="IsFinished">Whether its containers are gone for good; its addresses are then no longer its own.</param>
/// <param name="IsOnHostNetwork">Whether it shares its node's network; it then is no endpoint and no peer.</param>
public sealed record PodFacts(
    LabelSet Labels,
    IReadOnlyList<IpAddr> Addresses,
    IReadOnlyList<NamedPort> Ports,
    bool IsFinished = false,
    bool IsOnHostNetwork = false)
{
    private const string AddressAnnotation = "cni.projectcalico.org/podIP";
    private const string AddressesAnnotation = "cni.projectcalico.org/podIPs";

    /// <summary>The facts that a pod's resource holds. Addresses and ports that cannot be read are left out.</summary>
    public static PodFacts Of(Pod pod) => new(
        LabelsOf(pod), AddressesOf(pod), PortsOf(pod), HasFinished(pod), pod.Spec?.HostNetwork == true);

    /// <summary>Whether the facts are the same, member by member.</summary>
    public bool Equals(PodFacts? other) =>
        other is not null
        && IsFinished == other.IsFinished
        && IsOnHostNetwork == other.IsOnHostNetwork
        && Labels.Equals(other.Labels)
        && Addresses.SequenceEqual(other.Addresses)
        && Ports.SequenceEqual(other.Ports);

    /// <inheritdoc/>
    public override int GetHashCode() => Labels.GetHashCode();

    /// <summary>The labels of a resource. One written as null is absent.</summary>
    internal static LabelSet LabelsOf(Resource resource) =>
        LabelSet.Of(resource.Metadata.Labels?.Where(static label => label.Value is not null));

    /// <remarks>
    /// The CNI plugin empties the address annotation when it has given a deleted pod's addresses back, which is before
    /// the pod disappears.
    /// </remarks>
    private static bool HasFinished(Pod pod) =>
        pod.Status?.Phase is "Succeeded" or "Failed"
        || (pod.Metadata.DeletionTimestamp is not null
            && pod.Metadata.Annotations is { } annotations
            && annotations.TryGetValue(AddressAnnotation, out var text)
            && text.Length == 0);

    private static IpAddr[] AddressesOf(Pod pod)
    {
        var addresses = new SortedSet<IpAddr>();
        foreach (var entry in pod.Status?.PodIps ?? []) Add(addresses, entry?.Ip);
        if (addresses.Count == 0) Add(addresses, pod.Status?.PodIp);
        if (addresses.Count == 0 && pod.Metadata.Annotations is { } annotations)
        {
            foreach (var text in annotations.GetValueOrDefault(AddressesAnnotation)?.Split(',') ?? []) Add(addresses, text);
            if (addresses.Count == 0) Add(addresses, annotations.GetValueOrDefault(AddressAnnotation));
        }

        return addresses.Count == 0 ? [] : [.. addresses];
    }

    /// <remarks>The annotations hold host prefixes, as in <c>10.0.0.1/32</c>.</remarks>
    private static void Add(SortedSet<IpAddr> addresses, string? text)
    {
        if (Cidr.TryParse(text.AsSpan().Trim(), out var cidr) && cidr.IsHost) addresses.Add(cidr.Network);
    }

    private static NamedPort[] PortsOf(Pod pod)
    {
        List<NamedPort>? named = null;
        foreach (var container in (pod.Spec?.Containers ?? []).Concat(pod.Spec?.InitContainers ?? []))
        {
            foreach (var port in container?.Ports ?? [])
            {
                if (string.IsNullOrEmpty(port?.Name) || port.Port is < 1 or > ushort.MaxValue) continue;
                if (!PortFacts.TryReadProtocol(port.Protocol, out var protocol)) continue;
                (named ??= []).Add(new NamedPort(port.Name, protocol, (ushort)port.Port));
            }
        }

        return named is null ? [] : [.. named];
    }
}
