using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>Every known slice, by the service whose endpoints it holds.</summary>
internal sealed class ServiceDirectory
{
    private readonly Dictionary<SliceKey, SliceFacts> _slices = [];
    private readonly Dictionary<ServiceKey, HashSet<SliceKey>> _byService = [];

    /// <summary>Takes a slice in, in place of any of its key; null takes it out.</summary>
    /// <returns>The services whose endpoints may have changed.</returns>
    public IEnumerable<ServiceKey> Change(SliceKey key, SliceFacts? facts)
    {
        var changed = new List<ServiceKey>();
        if (_slices.Remove(key, out var before))
        {
            changed.Add(before.Service);
            var slices = _byService[before.Service];
            slices.Remove(key);
            if (slices.Count == 0) _byService.Remove(before.Service);
        }

        if (facts is null) return changed;
        _slices[key] = facts;
        if (!_byService.TryGetValue(facts.Service, out var all)) _byService[facts.Service] = all = [];
        all.Add(key);
        changed.Add(facts.Service);
        return changed;
    }

    /// <summary>The endpoints of a service as members of a set, in any order and with repetitions.</summary>
    public List<IpSetMember> Members(ServiceEnds ends)
    {
        var members = new List<IpSetMember>();
        if (!_byService.TryGetValue(ends.Key, out var slices)) return members;
        foreach (var slice in slices.Select(key => _slices[key]))
        {
            foreach (var address in slice.Addresses)
            {
                if (!ends.WithPorts) members.Add(IpSetMember.Of(address));
                else
                {
                    foreach (var (protocol, port) in slice.Ports)
                        members.Add(new IpSetMember(address.ToHostCidr(), protocol, port));
                }
            }
        }

        return members;
    }
}
