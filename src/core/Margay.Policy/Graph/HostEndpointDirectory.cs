using Margay.Model.Intent;

namespace Margay.Policy.Graph;

/// <summary>The host endpoints of this node, its interfaces, and which has which.</summary>
internal sealed class HostEndpointDirectory
{
    private readonly SortedDictionary<string, HostEndpointNode> _endpoints = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HostInterface> _interfaces = new(StringComparer.Ordinal);

    public IReadOnlyCollection<HostEndpointNode> All => _endpoints.Values;

    public void Put(HostEndpointNode endpoint) => _endpoints[endpoint.Name] = endpoint;

    public HostEndpointNode? Take(string name) => _endpoints.Remove(name, out var endpoint) ? endpoint : null;

    public void Put(HostInterface found) => _interfaces[found.Name] = found;

    public void Remove(string interfaceName) => _interfaces.Remove(interfaceName);

    /// <summary>
    /// The host endpoint of each interface, and of <see cref="HostEndpointIntent.AnyInterface"/>. An endpoint that names
    /// its interface has it, be the interface there or not: it is closed before it comes up. One without a name is found
    /// by address, unless the interface is named by another. Of several the first by name has it.
    /// </summary>
    public SortedDictionary<string, HostEndpointNode> Assign()
    {
        var assigned = new SortedDictionary<string, HostEndpointNode>(StringComparer.Ordinal);
        foreach (var endpoint in _endpoints.Values.Where(endpoint => endpoint.Facts.Interface is not null))
            assigned.TryAdd(endpoint.Facts.Interface!, endpoint);
        foreach (var endpoint in _endpoints.Values.Where(endpoint => endpoint.Facts.Interface is null))
        {
            foreach (var found in _interfaces.Values)
            {
                if (found.Addresses.Any(address => endpoint.Facts.Networks.Contains(address.ToHostCidr())))
                    assigned.TryAdd(found.Name, endpoint);
            }
        }

        return assigned;
    }
}
