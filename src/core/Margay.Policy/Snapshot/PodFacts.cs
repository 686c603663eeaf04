using System.Text.Json;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Reads what policy needs to know of a pod. Addresses, ports and prefixes that cannot be read are left out.</summary>
public static class PodFacts
{
    private const string AddressAnnotation = "cni.projectcalico.org/podIP";
    private const string AddressesAnnotation = "cni.projectcalico.org/podIPs";
    private const string SourcesAnnotation = "cni.projectcalico.org/allowedSourcePrefixes";

    /// <summary>The facts that a pod's resource holds.</summary>
    public static BearerFacts Of(Pod pod) => new(LabelsOf(pod), AddressesOf(pod), PortsOf(pod))
    {
        Account = pod.Spec?.ServiceAccountName is { Length: > 0 } account ? account : null,
        IsOnHostNetwork = pod.Spec?.HostNetwork == true,
        HasNoAddress = pod.Spec?.HostNetwork == true || HasFinished(pod),
        Sources = SourcesOf(pod),
    };

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

    private static Cidr[] AddressesOf(Pod pod)
    {
        var addresses = new SortedSet<Cidr>();
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
    private static void Add(SortedSet<Cidr> addresses, string? text)
    {
        if (Cidr.TryParse(text.AsSpan().Trim(), out var cidr) && cidr.IsHost) addresses.Add(cidr);
    }

    private static NamedPort[] PortsOf(Pod pod)
    {
        List<NamedPort>? named = null;
        foreach (var container in (pod.Spec?.Containers ?? []).Concat(pod.Spec?.InitContainers ?? []))
        {
            foreach (var port in container?.Ports ?? [])
            {
                if (string.IsNullOrEmpty(port?.Name) || port.Port is < 1 or > ushort.MaxValue) continue;
                if (!TransportProtocol.TryRead(port.Protocol, out var protocol)) continue;
                (named ??= []).Add(new NamedPort(port.Name, protocol, (ushort)port.Port));
            }
        }

        return named is null ? [] : [.. named];
    }

    private static IReadOnlyList<Cidr> SourcesOf(Pod pod)
    {
        if (pod.Metadata.Annotations?.GetValueOrDefault(SourcesAnnotation) is not { Length: > 0 } text) return [];
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Array) return [];
            var sources = new SortedSet<Cidr>();
            foreach (var item in document.RootElement.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String && Cidr.TryParse(item.GetString(), out var cidr))
                    sources.Add(cidr);
            }

            return [.. sources];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
