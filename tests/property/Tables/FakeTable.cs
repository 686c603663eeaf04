using Margay.Dataplane.Tables;
using Margay.Netlink.Nftables;

namespace Margay.Tests.Property.Tables;

/// <summary>A table in memory that refuses what the kernel refuses: a name that is not there, or one still in use.</summary>
internal sealed class FakeTable : ITableContents
{
    private readonly Dictionary<string, (ChainHook? Hook, List<NftRule> Rules)> _chains = [];
    private readonly Dictionary<string, (NftSet Set, HashSet<SetElement> Elements)> _sets = [];
    private bool _exists;

    public void Apply(TablePlan plan)
    {
        foreach (var op in plan.Ops) Apply(op);
    }

    public ObservedTable? Observe() => !_exists
        ? null
        : new ObservedTable(
            true,
            _chains.ToDictionary(chain => chain.Key, chain => chain.Value.Hook),
            _sets.ToDictionary(set => set.Key, set => set.Value.Set),
            this);

    public IReadOnlyList<ObservedRule> RulesOf(string chain) =>
        [.. _chains[chain].Rules.Select(rule => new ObservedRule(RuleCompiler.Compile(rule), rule.Comment))];

    public IReadOnlySet<SetElement>? ElementsOf(NftSet set) => _sets[set.Name].Elements;

    /// <summary>Breaks something that does not leave a name dangling, as a hand would.</summary>
    public void Damage(int seed)
    {
        var random = new Random(seed);
        if (random.Next(10) == 0) Apply(new TableOp.DeleteTable());
        foreach (var chain in _chains.Values.Where(_ => random.Next(4) == 0)) chain.Rules.Clear();
        foreach (var chain in _chains.Values.Where(chain => chain.Rules.Count > 1 && random.Next(4) == 0)) chain.Rules.Reverse();
        foreach (var set in _sets.Values.Where(set => random.Next(4) == 0)) set.Elements.RemoveWhere(_ => random.Next(2) == 0);
        foreach (var set in _sets.Keys.Where(set => !IsUsedSet(set) && random.Next(2) == 0).ToList()) _sets.Remove(set);
        foreach (var chain in _chains.Keys.Where(chain => !IsUsedChain(chain) && random.Next(2) == 0).ToList()) _chains.Remove(chain);
        if (_exists) _chains["foreign"] = (null, [new NftRule([], new RuleEnd.Decide(Verdict.Accept))]);
    }

    private void Apply(TableOp op)
    {
        Require(_exists || op is TableOp.CreateTable or TableOp.DeleteTable, op);
        switch (op)
        {
            case TableOp.CreateTable:
                _exists = true;
                break;
            case TableOp.DeleteTable:
                Require(_exists, op);
                _exists = false;
                _chains.Clear();
                _sets.Clear();
                break;
            case TableOp.FlushChain flush: _chains[flush.Chain].Rules.Clear(); break;
            case TableOp.FlushSet flush: _sets[flush.Set].Elements.Clear(); break;
            case TableOp.RemoveElements change:
                Require(change.Elements.Count > 0 && change.Elements.All(_sets[change.Set.Name].Elements.Remove), op);
                break;
            case TableOp.DeleteChain delete:
                Require(_chains[delete.Chain].Rules.Count == 0 && !IsUsedChain(delete.Chain) && _chains.Remove(delete.Chain), op);
                break;
            case TableOp.DeleteSet delete:
                Require(!IsUsedSet(delete.Set) && _sets.Remove(delete.Set), op);
                break;
            case TableOp.CreateSet create: Require(_sets.TryAdd(create.Set.Name, (create.Set, [])), op); break;
            case TableOp.CreateChain create: Require(_chains.TryAdd(create.Chain, (create.Hook, [])), op); break;
            case TableOp.AddElements change:
                var (set, elements) = _sets[change.Set.Name];
                Require(set == change.Set && change.Elements.Count > 0 && change.Elements.All(elements.Add), op);
                Require(change.Elements.OfType<SetElement.InterfaceVerdict>().All(element => Exists(element.Verdict)), op);
                break;
            case TableOp.AddRule add:
                var rules = _chains[add.Chain].Rules;
                Require(add.Index == rules.Count && Names(add.Rule).All(_sets.ContainsKey), op);
                Require(add.Rule.End is not RuleEnd.Decide decide || Exists(decide.Verdict), op);
                rules.Add(add.Rule);
                break;
        }
    }

    private bool Exists(Verdict verdict) => verdict.Chain is null || _chains.ContainsKey(verdict.Chain);

    private bool IsUsedSet(string set) => _chains.Values.Any(chain => chain.Rules.Any(rule => Names(rule).Contains(set)));

    private bool IsUsedChain(string chain) =>
        _chains.Values.Any(other => other.Rules.Any(rule => rule.End is RuleEnd.Decide decide && decide.Verdict.Chain == chain))
        || _sets.Values.Any(set => set.Elements.OfType<SetElement.InterfaceVerdict>().Any(element => element.Verdict.Chain == chain));

    private static IEnumerable<string> Names(NftRule rule) => RuleCompiler.Compile(rule).Select(step => step switch
    {
        NftExpression.Lookup lookup => lookup.Set,
        NftExpression.VerdictLookup lookup => lookup.Map,
        _ => null,
    }).OfType<string>();

    private static void Require(bool holds, TableOp op) => Assert.True(holds, $"the kernel would refuse {op}");
}
