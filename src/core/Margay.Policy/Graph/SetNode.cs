using Margay.Model.Intent;

namespace Margay.Policy.Graph;

/// <summary>A set in use, and how its members differ from what was last emitted.</summary>
/// <remarks>
/// The members of a set of addresses are not kept: they follow from the bearers. A set with a prefix among its members
/// keeps them, to know which lie in which.
/// </remarks>
internal sealed class SetNode(SetDefinition definition) : Selecting(definition.Choice ?? Snapshot.Selection.Everything)
{
    private HashSet<IpSetMember> _added = Nothing;
    private HashSet<IpSetMember> _removed = Nothing;
    private PrefixCover? _cover;

    /// <summary>Stands for no members, and is never changed: most sets have no differences most of the time.</summary>
    private static HashSet<IpSetMember> Nothing { get; } = [];

    public SetDefinition Definition { get; } = definition;

    /// <summary>The policies that name the set.</summary>
    public HashSet<PolicyId> Users { get; } = [];

    /// <summary>The members as of the last comparison, of a set that is compared as a whole.</summary>
    public IReadOnlySet<IpSetMember> Compared { get; set; } = Nothing;

    /// <summary>How many of its bearers' prefixes are no single addresses.</summary>
    public int Prefixes { get; set; }

    /// <summary>The identity and kind under which the consumer knows the set; null if it does not.</summary>
    public (IpSetId Id, IpSetKind Kind)? Emitted { get; private set; }

    /// <summary>The identity that the set must have now.</summary>
    public IpSetId Id => Definition is SetDefinition.Chosen chosen && Prefixes > 0 ? chosen.NetworksId : Definition.Id;

    public IpSetKind Kind => Prefixes > 0 ? IpSetKind.Networks : Definition.Kind;

    /// <summary>Whether the consumer knows the set as what it no longer is.</summary>
    public bool HasTurned => Emitted is { } known && known.Id != Id;

    /// <remarks>
    /// Until a set that has turned is emitted anew, its differences are kept in terms of what the consumer knows: it may
    /// turn back before that.
    /// </remarks>
    public void Add(IpSetMember member)
    {
        if (Emitted is not { Kind: var kind }) return;
        if (_cover is not null)
            _cover.Add(member.Cidr, prefix => Enter(IpSetMember.Of(prefix)), prefix => Leave(IpSetMember.Of(prefix)));
        else if (kind != IpSetKind.Addresses || member.Cidr.IsHost)
            Enter(member);
    }

    public void Remove(IpSetMember member)
    {
        if (Emitted is not { Kind: var kind }) return;
        if (_cover is not null)
            _cover.Remove(member.Cidr, prefix => Enter(IpSetMember.Of(prefix)), prefix => Leave(IpSetMember.Of(prefix)));
        else if (kind != IpSetKind.Addresses || member.Cidr.IsHost)
            Leave(member);
    }

    /// <summary>Makes the consumer forget the set under its old identity; the next delta is the whole content.</summary>
    /// <returns>The old identity.</returns>
    public IpSetId Forget()
    {
        var old = Emitted!.Value.Id;
        Emitted = null;
        _cover = null;
        (_added, _removed) = (Nothing, Nothing);
        return old;
    }

    /// <summary>What changed since the last call; null if nothing did.</summary>
    /// <param name="content">All members, in any order and with repetitions; asked for only when the set is new.</param>
    public IpSetDelta? TakeDelta(Func<List<IpSetMember>> content)
    {
        if (Emitted is null)
        {
            Emitted = (Id, Kind);
            return new IpSetDelta(Id, Kind, true, Whole(content()), []);
        }

        if (_added.Count == 0 && _removed.Count == 0) return null;
        var delta = new IpSetDelta(Id, Kind, false, Sorted(_added), Sorted(_removed));
        (_added, _removed) = (Nothing, Nothing);
        return delta;
    }

    /// <summary>The members as a consumer knows them, of all that the set has, in any order and with repetitions.</summary>
    public IpSetMember[] WholeOf(List<IpSetMember> members)
    {
        if (_cover is not null) return [.. _cover.Outermost().Select(IpSetMember.Of)];
        return [.. members.Distinct().Order()];
    }

    private IpSetMember[] Whole(List<IpSetMember> members)
    {
        if (!IsSorted(members)) members.Sort();
        if (Definition is SetDefinition.Chosen && Kind == IpSetKind.Networks)
        {
            _cover = new PrefixCover();
            foreach (var member in members) _cover.Add(member.Cidr, static _ => { }, static _ => { });
            return [.. _cover.Outermost().Select(IpSetMember.Of)];
        }

        var distinct = 0;
        for (var i = 0; i < members.Count; i++)
        {
            if (i == 0 || members[i] != members[distinct - 1]) members[distinct++] = members[i];
        }

        members.RemoveRange(distinct, members.Count - distinct);
        return [.. members];
    }

    /// <remarks>As the members of a set that takes one bearer are.</remarks>
    private static bool IsSorted(List<IpSetMember> members)
    {
        for (var i = 1; i < members.Count; i++)
        {
            if (members[i - 1].CompareTo(members[i]) > 0) return false;
        }

        return true;
    }

    private void Enter(IpSetMember member) => Note(member, ref _added, _removed);

    private void Leave(IpSetMember member) => Note(member, ref _removed, _added);

    private static void Note(IpSetMember member, ref HashSet<IpSetMember> differences, HashSet<IpSetMember> opposite)
    {
        if (opposite.Count > 0 && opposite.Remove(member)) return;
        if (differences == Nothing) differences = [];
        differences.Add(member);
    }

    private static IpSetMember[] Sorted(HashSet<IpSetMember> members)
    {
        if (members.Count == 0) return [];
        var sorted = members.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
