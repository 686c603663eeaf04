using System.Text;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>One thing that happens in the world, and that a node hears of.</summary>
internal abstract record Happening
{
    private Happening()
    {
    }

    public sealed record Upserted(Resource Resource) : Happening;

    public sealed record Removed(Resource Resource) : Happening;

    public sealed record Plugged(LocalEndpoint Endpoint) : Happening;

    public sealed record Unplugged(string Interface) : Happening;

    public sealed record InterfaceUp(HostInterface Interface) : Happening;

    public sealed record InterfaceDown(string Name) : Happening;

    public sealed record Learnt(LearntName Name) : Happening;

    public sealed record Forgotten(DomainName Name) : Happening;
}

/// <summary>What there is: the resources of a cluster, the pod interfaces of one node, and what names that node has learnt.</summary>
internal sealed class World
{
    private readonly SortedDictionary<string, Resource> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LocalEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HostInterface> _interfaces = new(StringComparer.Ordinal);

    private readonly SortedDictionary<DomainName, LearntName> _names = [];

    public IEnumerable<Resource> Resources => _resources.Values;

    public IEnumerable<HostInterface> Interfaces => _interfaces.Values;

    public IEnumerable<HostEndpoint> HostEndpoints => _resources.Values.OfType<HostEndpoint>();

    public IEnumerable<LocalEndpoint> Endpoints => _endpoints.Values;

    public void Apply(Happening happening)
    {
        switch (happening)
        {
            case Happening.Upserted { Resource: var resource }:
                _resources[KeyOf(resource)] = resource;
                break;
            case Happening.Removed { Resource: var resource }:
                _resources.Remove(KeyOf(resource));
                break;
            case Happening.Plugged { Endpoint: var endpoint }:
                _endpoints[endpoint.Interface] = endpoint;
                break;
            case Happening.Unplugged { Interface: var name }:
                _endpoints.Remove(name);
                break;
            case Happening.InterfaceUp { Interface: var found }:
                _interfaces[found.Name] = found;
                break;
            case Happening.InterfaceDown { Name: var name }:
                _interfaces.Remove(name);
                break;
            case Happening.Learnt { Name: var learnt }:
                _names[learnt.Name] = learnt;
                break;
            case Happening.Forgotten { Name: var name }:
                _names.Remove(name);
                break;
        }
    }

    /// <summary>What a node that has just started hears.</summary>
    public IEnumerable<Happening> Everything() =>
        _resources.Values.Select(resource => (Happening)new Happening.Upserted(resource))
            .Concat(_endpoints.Values.Select(endpoint => new Happening.Plugged(endpoint)))
            .Concat(_interfaces.Values.Select(found => new Happening.InterfaceUp(found)))
            .Concat(_names.Values.Select(learnt => new Happening.Learnt(learnt)));

    public static SnapshotChange? ChangeOf(Happening happening) => happening switch
    {
        Happening.Upserted { Resource: var resource } => ResourceChanges.Upserted(resource),
        Happening.Removed { Resource: var resource } => ResourceChanges.Removed(resource),
        Happening.Plugged { Endpoint: var endpoint } => new SnapshotChange.LocalEndpointUpsert(endpoint),
        Happening.Unplugged { Interface: var name } => new SnapshotChange.LocalEndpointRemove(name),
        Happening.InterfaceUp { Interface: var found } => new SnapshotChange.HostInterfaceUpsert(found),
        Happening.InterfaceDown { Name: var name } => new SnapshotChange.HostInterfaceRemove(name),
        Happening.Learnt { Name: var learnt } => new SnapshotChange.NameUpsert(learnt.Name, learnt.Addresses),
        Happening.Forgotten { Name: var name } => new SnapshotChange.NameRemove(name),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>
    /// The cluster as the oracle sees it: a pod's local interfaces have told the node its addresses before its status does.
    /// </summary>
    public ClusterState Cluster() =>
        ClusterState.Of(_resources.Values.Select(resource => resource is Pod pod ? Seen(pod) : resource)) with { Names = [.. _names.Values] };

    /// <summary>The cluster as manifests, and in comments the node, to be read and applied when a test fails.</summary>
    public string Describe()
    {
        var text = new StringBuilder(ClusterYaml.Of(_resources.Values));
        foreach (var endpoint in _endpoints.Values)
            text.AppendLine($"# {endpoint.Interface} {endpoint.Namespace}/{endpoint.Pod} {string.Join(' ', endpoint.Addresses)}");
        foreach (var found in _interfaces.Values)
            text.AppendLine($"# {found.Name} {string.Join(' ', found.Addresses)}");
        foreach (var learnt in _names.Values)
            text.AppendLine($"# {learnt.Name} {string.Join(' ', learnt.Addresses)}");
        return text.ToString();
    }

    private static string KeyOf(Resource resource) =>
        $"{resource.GetType().Name} {resource.Metadata.Namespace}/{resource.Metadata.Name}";

    private Pod Seen(Pod pod)
    {
        var local = _endpoints.Values
            .Where(endpoint => endpoint.Namespace == pod.Metadata.Namespace && endpoint.Pod == pod.Metadata.Name)
            .SelectMany(endpoint => endpoint.Addresses)
            .ToList();
        if (local.Count == 0) return pod;
        return pod with
        {
            Status = (pod.Status ?? new PodStatus()) with
            {
                PodIps = [.. WrittenIn(pod).Concat(local).Distinct().Select(address => new PodIp { Ip = address.ToString() })],
            },
        };
    }

    /// <summary>The addresses of a pod that has them in one place only.</summary>
    private static IEnumerable<IpAddr> WrittenIn(Pod pod) =>
        (pod.Status?.PodIps ?? []).Select(entry => entry.Ip)
            .Append(pod.Status?.PodIp)
            .Concat((pod.Metadata.Annotations?.Values ?? []).SelectMany(text => text.Split(',')))
            .OfType<string>()
            .Select(text => Cidr.Parse(text).Network);
}
