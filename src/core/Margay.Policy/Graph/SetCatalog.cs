using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>The sets that the node's policies name, kept right while bearers, namespaces, services and names change.</summary>
internal sealed class SetCatalog(BearerDirectory bearers, ServiceDirectory services, NameDirectory names)
{
    private readonly Dictionary<IpSetId, SetNode> _sets = [];
    private readonly Dictionary<Selection, SetNode> _chosen = [];
    private readonly SelectionIndex<SetNode> _bySelection = new(bearers.Count);
    private readonly Dictionary<ServiceKey, List<SetNode>> _byService = [];
    private readonly Dictionary<DomainPattern, List<SetNode>> _byDomain = [];
    private AddressHolders _holders = new();
    private readonly HashSet<SetNode> _dirty = [];
    private readonly List<SetNode> _matching = [];
    private int _beginning = 1;

    /// <summary>Whether bearers stay in their sets whatever labels their namespace or account gets.</summary>
    public bool IgnoresInheritance => _bySelection.IgnoresInheritance;

    /// <summary>The set of what a selection takes; <see cref="Acquire"/> is to follow.</summary>
    public SetNode Of(Selection selection) =>
        _chosen.TryGetValue(selection, out var set) ? set : Of(new SetDefinition.Chosen(selection));

    /// <summary>The set of a definition, which is made if it is not there; <see cref="Acquire"/> is to follow.</summary>
    public SetNode Of(SetDefinition definition) =>
        _sets.TryGetValue(definition.Id, out var set) ? set : Make(definition);

    /// <summary>Notes that a policy names a set.</summary>
    public static void Acquire(SetNode set, PolicyId user) => set.Users.Add(user);

    /// <summary>Notes that a policy no longer names a set. One without users goes at the next flush.</summary>
    public void Release(SetNode set, PolicyId user)
    {
        set.Users.Remove(user);
        if (set.Users.Count == 0) _dirty.Add(set);
    }

    /// <summary>Puts a bearer into all sets that select it, at prefixes that are its own from now on.</summary>
    public void Enter(BearerNode bearer, IReadOnlyList<Cidr> networks)
    {
        (bearer.Networks, bearer.HeldSince) = (networks, 0);
        if (networks.Count == 0) return;
        _bySelection.Match(bearer, _matching);
        if (_matching.Count == 0) return;
        Hold(bearer);
        foreach (var set in _matching) Enter(set, bearer);
    }

    /// <summary>Takes a bearer out of all sets; what is known of it must be that with which it entered.</summary>
    public void Leave(BearerNode bearer)
    {
        if (bearer.Networks.Count == 0) return;
        _bySelection.Match(bearer, _matching);
        foreach (var set in _matching) Leave(set, bearer);
        if (bearer.HeldSince == _beginning)
        {
            foreach (var network in bearer.Networks) _holders.Remove(network, bearer);
        }

        (bearer.Networks, bearer.HeldSince) = ([], 0);
    }

    /// <summary>Has a namespace change its labels, and moves what is in it from and to the sets whose scopes that concerns.</summary>
    /// <param name="within">The namespace.</param>
    /// <param name="labels">The labels that it is to have; null if it is to be unknown.</param>
    /// <param name="change">Gives it the labels.</param>
    public void Relabel(NamespaceNode within, LabelSet? labels, Action change)
    {
        var before = _bySelection.ScopesOf(within);
        var after = _bySelection.ScopesOf(new NamespaceNode(within.Name) { Labels = labels });
        var members = new List<BearerNode>();
        within.Bearers.CopyTo(members);
        foreach (var scope in before.Except(after).ToList()) Move(scope, members, Leave, arrives: false);
        change();
        foreach (var scope in after.Except(before).ToList()) Move(scope, members, Enter, arrives: true);
    }

    /// <summary>Notes that the endpoints of a service may have changed.</summary>
    public void Changed(ServiceKey service)
    {
        if (!_byService.TryGetValue(service, out var sets)) return;
        foreach (var set in sets) _dirty.Add(set);
    }

    /// <summary>The patterns of names that sets are made of.</summary>
    public IReadOnlyCollection<DomainPattern> Domains => _byDomain.Keys;

    /// <summary>Notes that a name may stand for other addresses.</summary>
    public void Changed(DomainName name)
    {
        foreach (var pattern in DomainPattern.Meaning(name))
        {
            if (_byDomain.TryGetValue(pattern, out var sets)) _dirty.UnionWith(sets);
        }
    }

    /// <summary>The policies whose sets have turned from addresses to prefixes or back, and so are named anew.</summary>
    public IEnumerable<PolicyId> UsersOfTurned() => _dirty.Where(set => set.HasTurned).SelectMany(set => set.Users);

    /// <summary>What changed since the last flush, sorted by id.</summary>
    public void Flush(List<IpSetDelta> changed, List<IpSetId> removed)
    {
        foreach (var set in _dirty)
        {
            if (set.Users.Count == 0)
            {
                if (set.Emitted is { } known) removed.Add(known.Id);
                Drop(set);
                continue;
            }

            if (set.HasTurned) removed.Add(set.Forget());
            if (set.Definition is SetDefinition.Service or SetDefinition.Domains) Compare(set);
            if (set.TakeDelta(() => ContentOf(set.Definition)) is { } delta) changed.Add(delta);
        }

        _dirty.Clear();
        if (_bySelection.IsEmpty && !_holders.IsEmpty) LetGo();
        changed.Sort((one, other) => one.Id.CompareTo(other.Id));
        removed.Sort();
    }

    /// <summary>Adds every set as the consumer knows it, sorted by id.</summary>
    public void CopyTo(List<IpSetDelta> whole)
    {
        foreach (var set in _sets.Values)
        {
            if (set.Emitted is { } known) whole.Add(new IpSetDelta(known.Id, known.Kind, true, set.WholeOf(ContentOf(set.Definition)), []));
        }

        whole.Sort((one, other) => one.Id.CompareTo(other.Id));
    }

    private SetNode Make(SetDefinition definition)
    {
        var set = _sets[definition.Id] = new SetNode(definition);
        if (definition.Choice is { } selection)
        {
            _bySelection.Add(set);
            if (definition is SetDefinition.Chosen) _chosen.Add(selection, set);
            Fill(set);
        }

        if (definition is SetDefinition.Service { Ends.Key: var service }) Put(_byService, service, set);
        if (definition is SetDefinition.Domains domains)
        {
            foreach (var pattern in domains.Patterns) Put(_byDomain, pattern, set);
        }

        _dirty.Add(set);
        return set;
    }

    /// <summary>Counts the prefixes that a new set begins with, and holds those who bring its members.</summary>
    private void Fill(SetNode set)
    {
        foreach (var bearer in bearers.Select(set.Selection))
        {
            Hold(bearer);
            if (set.Definition is not SetDefinition.Chosen) continue;
            foreach (var network in bearer.Networks)
            {
                if (!network.IsHost) set.Prefixes++;
            }
        }
    }

    /// <summary>Makes a bearer known under its prefixes, as everyone in a set must be.</summary>
    private void Hold(BearerNode bearer)
    {
        if (bearer.HeldSince == _beginning) return;
        bearer.HeldSince = _beginning;
        foreach (var network in bearer.Networks) _holders.Add(network, bearer);
    }

    /// <summary>Begins anew: without a set that takes bearers there is nobody to hold.</summary>
    private void LetGo()
    {
        _holders = new AddressHolders();
        _beginning++;
    }

    private void Drop(SetNode set)
    {
        _sets.Remove(set.Definition.Id);
        if (set.Definition is SetDefinition.Chosen chosen) _chosen.Remove(chosen.Selection);
        if (set.Definition.Choice is not null) _bySelection.Remove(set);
        if (set.Definition is SetDefinition.Service { Ends.Key: var service }) Take(_byService, service, set);
        if (set.Definition is not SetDefinition.Domains domains) return;
        foreach (var pattern in domains.Patterns) Take(_byDomain, pattern, set);
    }

    private static void Put<TKey>(Dictionary<TKey, List<SetNode>> index, TKey key, SetNode set)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var sets)) index[key] = sets = [];
        sets.Add(set);
    }

    private static void Take<TKey>(Dictionary<TKey, List<SetNode>> index, TKey key, SetNode set)
        where TKey : notnull
    {
        index[key].Remove(set);
        if (index[key].Count == 0) index.Remove(key);
    }

    /// <summary>Moves bearers one at a time, so that each sees who is (still, or already) there.</summary>
    private void Move(
        SelectionIndex<SetNode>.LabelledScope scope,
        List<BearerNode> members,
        Action<SetNode, BearerNode> move,
        bool arrives)
    {
        var networks = members.ConvertAll(member => member.Networks);
        if (arrives) members.ForEach(member => member.Networks = []);
        for (var i = 0; i < members.Count; i++)
        {
            members[i].Networks = networks[i];
            SelectionIndex<SetNode>.Match(scope, members[i], _matching);
            if (arrives && _matching.Count > 0) Hold(members[i]);
            foreach (var set in _matching) move(set, members[i]);
            if (!arrives) members[i].Networks = [];
        }

        for (var i = 0; i < members.Count; i++) members[i].Networks = networks[i];
    }

    private void Enter(SetNode set, BearerNode bearer)
    {
        _dirty.Add(set);
        foreach (var network in bearer.Networks)
        {
            if (!network.IsHost && set.Definition is SetDefinition.Chosen) set.Prefixes++;
            foreach (var member in SetMembers.Of(set.Definition, bearer, network))
            {
                if (!HasOther(set.Definition, bearer, member)) set.Add(member);
            }
        }
    }

    private void Leave(SetNode set, BearerNode bearer)
    {
        _dirty.Add(set);
        foreach (var network in bearer.Networks)
        {
            foreach (var member in SetMembers.Of(set.Definition, bearer, network))
            {
                if (!HasOther(set.Definition, bearer, member)) set.Remove(member);
            }

            if (!network.IsHost && set.Definition is SetDefinition.Chosen) set.Prefixes--;
        }
    }

    /// <summary>Whether somebody else brings a member into the set too: then it comes and goes with the last of them.</summary>
    private bool HasOther(SetDefinition definition, BearerNode bearer, IpSetMember member)
    {
        if (!_holders.IsShared(member.Cidr)) return false;
        foreach (var other in _holders.Of(member.Cidr))
        {
            if (other != bearer
                && other.Networks.Contains(member.Cidr)
                && other.IsIn(definition.Choice!)
                && SetMembers.Of(definition, other, member.Cidr).Contains(member))
                return true;
        }

        return false;
    }

    private List<IpSetMember> ContentOf(SetDefinition definition) => definition switch
    {
        SetDefinition.Networks networks => [.. networks.Prefixes.Select(IpSetMember.Of)],
        SetDefinition.Service service => services.Members(service.Ends),
        SetDefinition.Domains domains => names.Members(domains.Patterns),
        _ => SetMembers.Of(definition, bearers.Select(definition.Choice!)),
    };

    /// <summary>
    /// Such a set is compared as a whole: a service's endpoints come in slices that overlap for a moment, and names share addresses.
    /// </summary>
    private void Compare(SetNode set)
    {
        var now = ContentOf(set.Definition).ToHashSet();
        foreach (var member in set.Compared.Except(now).ToList()) set.Remove(member);
        foreach (var member in now.Except(set.Compared).ToList()) set.Add(member);
        set.Compared = now;
    }
}
