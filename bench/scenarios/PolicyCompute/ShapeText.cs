using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Bench.PolicyCompute;

/// <summary>What the shapes of clusters have in common. Every text is a fresh string, as when decoded.</summary>
internal static class ShapeText
{
    /// <summary>The text, in a string of its own.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The change that a resource means.</summary>
    public static SnapshotChange Upserted(Resource resource) =>
        ResourceChanges.Upserted(resource) ?? throw new BenchException($"{resource.GetType().Name} is nothing to policy");

    /// <summary>A running pod with one IPv4 address.</summary>
    public static Pod Pod(string within, int index, Dictionary<string, string> labels) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"pod-{index}"), Namespace = within, Labels = labels },
        Status = new PodStatus { Phase = "Running", PodIps = [new PodIp { Ip = AddressOf(index).ToString() }] },
    };

    /// <summary>The interface of a pod that runs on the node.</summary>
    public static SnapshotChange Local(string within, int index) => new SnapshotChange.LocalEndpointUpsert(
        new LocalEndpoint(Interface(index), within, Text($"pod-{index}"), [AddressOf(index)]));

    /// <summary>A local pod is deleted: its interface goes, and then the pod.</summary>
    public static IEnumerable<SnapshotChange> Deleted(string within, int index) =>
    [
        new SnapshotChange.LocalEndpointRemove(Interface(index)),
        new SnapshotChange.BearerRemove(BearerKey.Pod(within, Text($"pod-{index}"))),
    ];

    private static string Interface(int index) => Text($"cali{index:x11}");

    private static IpAddr AddressOf(int index) => IpAddr.V4(0x0A00_0000u + (uint)index);
}
