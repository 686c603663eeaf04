using System.Diagnostics.CodeAnalysis;
using Margay.Model.Intent;
using Margay.Model.Selectors;

namespace Margay.Policy.Graph;

/// <summary>Every known policy and profile, to be found by id and by what it selects.</summary>
internal sealed class PolicyDirectory
{
    private readonly HashSet<PolicyNode> _policies = new(new ById());
    private readonly HashSet<PolicyNode>.AlternateLookup<PolicyId> _byId;
    private readonly SelectionIndex<PolicyNode> _bySubject;

    public PolicyDirectory(Func<RequiredLabel, int> rarity)
    {
        _byId = _policies.GetAlternateLookup<PolicyId>();
        _bySubject = new SelectionIndex<PolicyNode>(rarity);
    }

    /// <summary>Whether no policy needs to know labels of accounts, or inherited ones, to say what it selects.</summary>
    public bool IgnoreInheritance => _bySubject.IgnoresInheritance;

    public PolicyNode? Find(PolicyId id) => _byId.TryGetValue(id, out var policy) ? policy : null;

    /// <summary>Takes a policy in that is not there. Profiles select nothing.</summary>
    public void Add(PolicyNode policy)
    {
        _policies.Add(policy);
        if (policy.Id.Kind != PolicyId.Profile) _bySubject.Add(policy);
    }

    /// <summary>Takes a policy out.</summary>
    /// <returns>The policy; null if it was not there.</returns>
    public PolicyNode? Remove(PolicyId id)
    {
        if (Find(id) is not { } policy) return null;
        _policies.Remove(policy);
        if (id.Kind != PolicyId.Profile) _bySubject.Remove(policy);
        return policy;
    }

    /// <summary>Puts the policies that select a bearer into a list, in place of what it holds.</summary>
    public void Match(BearerNode bearer, List<PolicyNode> found) => _bySubject.Match(bearer, found);

    private sealed class ById : IEqualityComparer<PolicyNode>, IAlternateEqualityComparer<PolicyId, PolicyNode>
    {
        public bool Equals(PolicyNode? one, PolicyNode? other) => ReferenceEquals(one, other);

        public int GetHashCode([DisallowNull] PolicyNode policy) => policy.Id.GetHashCode();

        public bool Equals(PolicyId id, PolicyNode policy) => id == policy.Id;

        public int GetHashCode(PolicyId id) => id.GetHashCode();

        public PolicyNode Create(PolicyId id) => throw new NotSupportedException("a policy is made of its facts");
    }
}
