using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>What the kernel refuses, kept apart until it is wanted again or is something else.</summary>
internal sealed class Quarantine
{
    private readonly Dictionary<string, NftChain> _chains = [];
    private readonly HashSet<string> _sets = [];

    internal bool HasSet(string set) => _sets.Contains(set);

    internal bool AddSet(string set) => _sets.Add(set);

    internal bool Has(string chain) => _chains.ContainsKey(chain);

    /// <summary>Takes the chain in and gives what stands in its place: it drops all that enters it.</summary>
    internal NftChain Close(NftChain chain)
    {
        _chains[chain.Name] = chain;
        return new NftChain(chain.Name, null,
        [
            new NftRule(
                [], [new Statement.Counter()], new RuleEnd.Decide(Verdict.Drop), "closed: the kernel refuses its rules"),
        ]);
    }

    /// <summary>Whether the chain is the one that was refused. Another one of its name is let go.</summary>
    internal bool Keeps(NftChain chain)
    {
        if (!_chains.TryGetValue(chain.Name, out var refused)) return false;
        if (chain.Equals(refused)) return true;
        _chains.Remove(chain.Name);
        return false;
    }

    /// <summary>Whether the chain looks in a set that is left out.</summary>
    internal bool LooksInSet(NftChain chain) => _sets.Any(set => chain.Rules.Any(rule => rule.LooksIn(set)));

    internal void Forget(string chain) => _chains.Remove(chain);

    /// <summary>Lets everything go and gives the chains.</summary>
    internal IReadOnlyList<NftChain> Empty()
    {
        NftChain[] chains = [.. _chains.Values];
        _chains.Clear();
        _sets.Clear();
        return chains;
    }
}
