using System.Diagnostics.CodeAnalysis;

namespace Margay.Policy.Graph;

/// <summary>The chains of policies in use, each once; tells which policies thereby come into use and go out of it.</summary>
/// <param name="tiers">The tiers, and the order of policies.</param>
/// <param name="changed">Told of a policy that is in a chain for the first time, or in none any more.</param>
internal sealed class PolicyChains(TierDirectory tiers, Action<PolicyNode> changed)
{
    private readonly Dictionary<PolicyNode[], PolicyChain> _bySelected = new(new SameItems());

    /// <summary>Gives an endpoint the policies that select it, to be ordered, and then some as they are.</summary>
    public void Assign(PolicedNode policed, IReadOnlyList<PolicyNode> selected, IReadOnlyList<PolicyNode> last)
    {
        PolicyNode[] key = [.. selected, .. last];
        if (!_bySelected.TryGetValue(key, out var chain)) chain = Make(key, selected.Count);
        if (chain == policed.Chain) return;
        Release(policed);
        chain.Holders.Add(policed);
        policed.Chain = chain;
    }

    /// <summary>Takes an endpoint's policies from it.</summary>
    public void Release(PolicedNode policed)
    {
        if (policed.Chain is not { } chain) return;
        policed.Chain = null;
        chain.Holders.Remove(policed);
        if (chain.Holders.Count > 0) return;
        if (_bySelected.GetValueOrDefault(chain.Selected) == chain) _bySelected.Remove(chain.Selected);
        foreach (var policy in chain.Policies)
        {
            policy.Chains.Remove(chain);
            if (policy.Chains.Count == 0) changed(policy);
        }
    }

    /// <summary>Has every endpoint get a chain of its own time when it is next assigned: the order has changed.</summary>
    public void Renew() => _bySelected.Clear();

    private PolicyChain Make(PolicyNode[] key, int selected)
    {
        var ordered = key.ToArray();
        Array.Sort(ordered, 0, selected, tiers);
        var chain = _bySelected[key] = new PolicyChain(key, ordered, tiers);
        foreach (var policy in ordered)
        {
            if (policy.Chains.Count == 0) changed(policy);
            policy.Chains.Add(chain);
        }

        return chain;
    }

    private sealed class SameItems : IEqualityComparer<PolicyNode[]>
    {
        public bool Equals(PolicyNode[]? one, PolicyNode[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode([DisallowNull] PolicyNode[] policies)
        {
            var hash = default(HashCode);
            foreach (var policy in policies) hash.Add(policy);
            return hash.ToHashCode();
        }
    }
}
