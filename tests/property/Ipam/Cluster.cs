using Margay.Ipam;
using Margay.Primitives;

namespace Margay.Tests.Property.Ipam;

/// <summary>Nodes that assign and release against one store, step by step, with old knowledge and with crashes.</summary>
internal sealed class Cluster(int nodes, IpamSettings settings)
{
    /// <summary>Enough for any run that nobody disturbs.</summary>
    private const int MaxSteps = 500;

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly Actor[] _actors = [.. Enumerable.Range(0, nodes).Select(node => new Actor($"n{node}"))];
    private int _handles;

    public CasStore Store { get; } = new([CasStore.PoolOf("v4", "10.0.0.0/28", 30), CasStore.PoolOf("v6", "fd00::/124", 126)]);

    private sealed class Actor(string name)
    {
        public string Name => name;

        public List<HandleId> Handles { get; } = [];

        public Run? Run { get; set; }

        public HandleId? Assigning { get; set; }

        public Dictionary<HandleId, IReadOnlyList<AssignedAddress>> Granted { get; } = [];
    }

    /// <summary>One choice of chance: who acts, and what it begins if it is idle.</summary>
    public void Step(int actorChoice, int action, int pick)
    {
        var actor = _actors[actorChoice % _actors.Length];
        if (actor.Run is null) Begin(actor, action, pick);
        else if (action == 0) actor.Run = null;
        else Advance(actor);
        CheckInvariants();
    }

    /// <summary>Every node gives back all it ever asked for, undisturbed.</summary>
    public void ReleaseAll()
    {
        foreach (var actor in _actors)
        {
            actor.Run = null;
            foreach (var handle in actor.Handles) Finish(view => Release.ByHandle(view, handle, actor.Name));
        }
    }

    /// <summary>Gives up all affinities, undisturbed.</summary>
    public void ReleaseAffinities()
    {
        foreach (var actor in _actors)
        {
            foreach (var range in Store.History[^1].RangesOf(actor.Name))
                Finish(view => Release.OfAffinity(view, actor.Name, range));
        }
    }

    private void Begin(Actor actor, int action, int pick)
    {
        var knowledge = Store.History[^(1 + (pick % Math.Min(Store.History.Count, 12)))];
        actor.Assigning = null;
        switch (action)
        {
            case 0 or 1 or 2 when actor.Handles.Count > 0:
                var old = actor.Handles[pick % actor.Handles.Count];
                actor.Granted.Remove(old);
                actor.Run = new Run(Store, knowledge, view => Release.ByHandle(view, old, actor.Name));
                break;
            case 3 when actor.Handles.Count > 0:
                BeginAssign(actor, actor.Handles[pick % actor.Handles.Count], knowledge);
                break;
            case 4 when knowledge.RangesOf(actor.Name).ToList() is { Count: > 0 } ranges:
                var range = ranges[pick % ranges.Count];
                var owner = actor.Name;
                actor.Run = new Run(Store, knowledge, view => Release.OfAffinity(view, owner, range));
                break;
            default:
                var handle = new HandleId($"net.{actor.Name}-{_handles++}");
                actor.Handles.Add(handle);
                BeginAssign(actor, handle, knowledge);
                break;
        }
    }

    private void BeginAssign(Actor actor, HandleId handle, IpamView knowledge)
    {
        var request = new AssignRequest { Node = actor.Name, Handle = handle, Families = [IpFamily.V4, IpFamily.V6] };
        actor.Assigning = handle;
        actor.Run = new Run(Store, knowledge, view => Assignment.Next(view, request, settings, Now));
    }

    private void Advance(Actor actor)
    {
        actor.Run!.Advance();
        if (actor.Run.Outcome is IpamStep.Done done && actor.Assigning is { } handle)
        {
            Assert.Equal([IpFamily.V4, IpFamily.V6], done.Addresses.Select(given => given.Address.Family));
            actor.Granted[handle] = done.Addresses;
        }

        if (actor.Run.Outcome is not null) actor.Run = null;
    }

    private void Finish(Func<IpamView, IpamStep> decide)
    {
        var run = new Run(Store, Store.History[^1], decide);
        for (var step = 0; run.Outcome is null; step++)
        {
            Assert.True(step < MaxSteps, "a run that nobody disturbs comes to an end");
            run.Advance();
        }
    }

    private void CheckInvariants()
    {
        var blocks = Store.Blocks.OrderBy(block => block.Cidr).ToList();
        for (var i = 1; i < blocks.Count; i++) Assert.False(blocks[i - 1].Cidr.Overlaps(blocks[i].Cidr), "blocks overlap");
        foreach (var block in blocks)
        {
            Assert.Equal(block.Capacity, block.FreeCount + block.Allocations.Count());
            foreach (var allocation in block.Allocations) AssertReachable(block, allocation);
        }

        foreach (var affinity in Store.Affinities.Where(affinity => affinity.State == AffinityState.Confirmed))
            Assert.True(blocks.Exists(block => block.Cidr == affinity.Cidr && block.IsOwnedBy(affinity.Node)), $"{affinity} is confirmed without its block");
        var granted = _actors.SelectMany(actor => actor.Granted).SelectMany(pair => pair.Value.Select(given => (pair.Key, given))).ToList();
        Assert.Equal(granted.Count, granted.Select(pair => pair.given.Address).Distinct().Count());
        foreach (var (handle, given) in granted)
            Assert.Equal(handle, blocks.Find(block => block.Cidr == given.Block)?.At(given.Address)?.Holder.Handle);
    }

    private void AssertReachable(Block block, Allocation allocation)
    {
        var handle = (AllocationHandle?)Store.Read(IpamKey.Of(allocation.Holder.Handle!.Value));
        Assert.True(handle?.Counts.ContainsKey(block.Cidr), $"{allocation} is not to be found by its handle");
    }
}
