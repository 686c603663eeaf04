using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>The pod interfaces of this node, to be found by interface and by pod.</summary>
internal sealed class EndpointDirectory
{
    private readonly Dictionary<string, EndpointNode> _byInterface = new(StringComparer.Ordinal);
    private readonly Dictionary<BearerKey, List<EndpointNode>> _byPod = [];

    public IReadOnlyCollection<EndpointNode> All => _byInterface.Values;

    public EndpointNode? Find(string name) => _byInterface.GetValueOrDefault(name);

    /// <summary>The interfaces of a pod; more than one only while an old sandbox is being replaced.</summary>
    public IReadOnlyList<EndpointNode> Of(BearerKey pod) => _byPod.TryGetValue(pod, out var endpoints) ? endpoints : [];

    public EndpointNode Add(LocalEndpoint local)
    {
        var endpoint = new EndpointNode(local);
        _byInterface.Add(local.Interface, endpoint);
        if (!_byPod.TryGetValue(endpoint.PodKey, out var endpoints)) _byPod[endpoint.PodKey] = endpoints = [];
        endpoints.Add(endpoint);
        return endpoint;
    }

    public void Remove(EndpointNode endpoint)
    {
        _byInterface.Remove(endpoint.Local.Interface);
        var endpoints = _byPod[endpoint.PodKey];
        endpoints.Remove(endpoint);
        if (endpoints.Count == 0) _byPod.Remove(endpoint.PodKey);
    }
}
