using Margay.Model.Resources;

namespace Margay.Host.Hub.HostEndpoints;

/// <summary>One step on the way to the host endpoints that there should be.</summary>
internal abstract record HostEndpointStep
{
    private HostEndpointStep()
    {
    }

    public sealed record Create(HostEndpoint Wanted) : HostEndpointStep;

    /// <summary>It has other labels, annotations or members than it should have.</summary>
    public sealed record Restore(HostEndpoint Wanted) : HostEndpointStep;

    public sealed record Delete(string Name) : HostEndpointStep;

    /// <summary>The steps from what is there to what is wanted.</summary>
    /// <remarks>What is not labelled as made is somebody's: it stays as it is, also where its name is wanted.</remarks>
    public static IReadOnlyList<HostEndpointStep> Plan(IReadOnlyList<HostEndpoint> wanted, IReadOnlyList<HostEndpoint> there)
    {
        var known = there.ToDictionary(static endpoint => endpoint.Metadata.Name);
        var names = wanted.Select(static endpoint => endpoint.Metadata.Name).ToHashSet();
        var steps = new List<HostEndpointStep>();
        foreach (var endpoint in wanted)
        {
            if (known.GetValueOrDefault(endpoint.Metadata.Name) is not { } present) steps.Add(new Create(endpoint));
            else if (IsOurs(present) && !Same(endpoint, present)) steps.Add(new Restore(endpoint));
        }

        steps.AddRange(there
            .Where(endpoint => IsOurs(endpoint) && !names.Contains(endpoint.Metadata.Name))
            .Select(static endpoint => new Delete(endpoint.Metadata.Name)));
        return steps;
    }

    private static bool IsOurs(HostEndpoint endpoint) =>
        endpoint.Metadata.Labels?.GetValueOrDefault(AutoHostEndpoints.CreatedBy) == AutoHostEndpoints.Creator;

    private static bool Same(HostEndpoint wanted, HostEndpoint there) =>
        Contains(there.Metadata.Labels, wanted.Metadata.Labels)
        && Contains(wanted.Metadata.Labels, there.Metadata.Labels)
        && Contains(there.Metadata.Annotations, wanted.Metadata.Annotations)
        && wanted.Spec!.Node == there.Spec?.Node
        && (wanted.Spec.InterfaceName ?? "") == (there.Spec.InterfaceName ?? "")
        && (wanted.Spec.ExpectedIps ?? []).SequenceEqual(there.Spec.ExpectedIps ?? [])
        && (wanted.Spec.Profiles ?? []).SequenceEqual(there.Spec.Profiles ?? [])
        && there.Spec.Ports is null or [];

    private static bool Contains(IReadOnlyDictionary<string, string>? all, IReadOnlyDictionary<string, string>? some) =>
        (some ?? new Dictionary<string, string>()).All(pair => all?.GetValueOrDefault(pair.Key) == pair.Value);
}
