using CsCheck;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Property.Tables;

public sealed class PlanTests
{
    private const int Steps = 12;

    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue];

    [Fact]
    public void Changes_applied_to_a_table_give_the_table_that_is_desired() => Seeds.Sample(seed =>
    {
        var (history, policy, fake) = Begin(seed);
        for (var step = 0; step < Steps; step++)
        {
            Advance(policy, history);
            fake.Apply(policy.Table.PlanChanges());
            policy.Table.Commit();
            Assert.Empty(TablePlanner.Compare(policy.Table, fake.Observe()).Ops);
        }
    });

    [Fact]
    public void Several_updates_in_one_write_are_the_same_as_one_write_each() => Seeds.Sample(seed =>
    {
        var (history, policy, fake) = Begin(seed);
        for (var step = 0; step < Steps; step++) Advance(policy, history);
        fake.Apply(policy.Table.PlanChanges());
        Assert.Empty(TablePlanner.Compare(policy.Table, fake.Observe()).Ops);
    });

    [Fact]
    public void The_table_depends_on_the_intent_and_not_on_its_history() => Seeds.Sample(seed =>
    {
        var (history, policy, _) = Begin(seed);
        for (var step = 0; step < Steps; step++) Advance(policy, history);
        var fresh = new PolicyTable(new TableOptions());
        fresh.Update(history.Network);
        fresh.Update(history.Intents.Whole());
        Assert.Equal(NftText.Print(fresh.Table), NftText.Print(policy.Table));
    });

    [Fact]
    public void A_comparison_repairs_any_damage() => Seeds.Sample(seed =>
    {
        var (history, policy, fake) = Begin(seed);
        for (var step = 0; step < Steps; step++)
        {
            Advance(policy, history);
            fake.Damage(seed + step);
            fake.Apply(TablePlanner.Compare(policy.Table, fake.Observe()));
            policy.Table.Commit();
            Assert.Empty(TablePlanner.Compare(policy.Table, fake.Observe()).Ops);
        }
    });

    /// <summary>A node whose table is written for its first intent.</summary>
    private static (RandomNode History, PolicyTable Policy, FakeTable Fake) Begin(int seed)
    {
        var (history, policy, fake) = (new RandomNode(seed), new PolicyTable(new TableOptions()), new FakeTable());
        Advance(policy, history);
        fake.Apply(TablePlanner.Compare(policy.Table, null));
        policy.Table.Commit();
        return (history, policy, fake);
    }

    private static void Advance(PolicyTable policy, RandomNode history)
    {
        policy.Update(history.NextNetwork());
        policy.Update(history.Intents.Next());
    }

    /// <summary>A random history of what a node hears.</summary>
    private sealed class RandomNode(int seed)
    {
        private readonly RandomNetworks _networks = new(seed);

        public RandomIntents Intents { get; } = new(seed);

        public NetworkIntent Network { get; private set; } = NetworkIntent.None;

        public NetworkIntent NextNetwork() => Network = _networks.Next();
    }
}
