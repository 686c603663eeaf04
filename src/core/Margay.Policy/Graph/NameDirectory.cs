using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>What addresses names stand for, by the patterns that mean them.</summary>
internal sealed class NameDirectory
{
    private readonly Dictionary<DomainName, IReadOnlyList<IpAddr>> _addresses = [];
    private readonly Dictionary<DomainPattern, HashSet<DomainName>> _below = [];

    /// <summary>Has a name stand for addresses; for none with an empty list.</summary>
    public void Put(DomainName name, IReadOnlyList<IpAddr> addresses)
    {
        if (addresses.Count > 0)
        {
            if (_addresses.TryAdd(name, addresses)) Index(name);
            else _addresses[name] = addresses;
        }
        else if (_addresses.Remove(name))
        {
            Unindex(name);
        }
    }

    /// <summary>The addresses of every name that one of the patterns means, as members of a set, with repetitions.</summary>
    public List<IpSetMember> Members(IReadOnlyList<DomainPattern> patterns)
    {
        var members = new List<IpSetMember>();
        foreach (var pattern in patterns)
        {
            if (!pattern.IsBelow) Add(pattern.Name, members);
            else if (_below.TryGetValue(pattern, out var names))
            {
                foreach (var name in names) Add(name, members);
            }
        }

        return members;
    }

    private void Add(DomainName name, List<IpSetMember> members)
    {
        if (!_addresses.TryGetValue(name, out var addresses)) return;
        foreach (var address in addresses) members.Add(IpSetMember.Of(address));
    }

    private void Index(DomainName name)
    {
        foreach (var pattern in DomainPattern.Meaning(name).Where(pattern => pattern.IsBelow))
        {
            if (!_below.TryGetValue(pattern, out var names)) _below[pattern] = names = [];
            names.Add(name);
        }
    }

    private void Unindex(DomainName name)
    {
        foreach (var pattern in DomainPattern.Meaning(name).Where(pattern => pattern.IsBelow))
        {
            var names = _below[pattern];
            names.Remove(name);
            if (names.Count == 0) _below.Remove(pattern);
        }
    }
}
