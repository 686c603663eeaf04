using System.Collections.Immutable;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Decides how a handle comes to one address of each family: both families or, in the end, neither.</summary>
public static class Assignment
{
    /// <summary>
    /// The next step. Ask again with the view that the step has led to, until the answer is done or refused; after a
    /// refusal release the handle, which gives back what one family may have got already.
    /// </summary>
    /// <param name="view">What is known; at the start of a run <see cref="IpamView.Aged"/>.</param>
    /// <param name="request">Who wants what.</param>
    /// <param name="settings">Cluster-wide choices.</param>
    /// <param name="now">When the run began; the same in all its steps.</param>
    public static IpamStep Next(IpamView view, AssignRequest request, IpamSettings settings, DateTimeOffset now)
    {
        if (Doubts(view, request) is { Count: > 0 } doubts) return new IpamStep.Read(doubts);
        var search = new AddressSearch(view, request, settings, now);
        var plans = request.Families.Distinct().Select(family => Plan(view, request, search, family, now)).ToList();
        if (plans.OfType<FamilyPlan.Refuse>().FirstOrDefault() is { } refused) return new IpamStep.Refused(refused.Refusal);
        if (plans.OfType<FamilyPlan.Ask>().Select(ask => ask.Key).ToList() is { Count: > 0 } keys) return new IpamStep.Read(keys);
        if (plans.OfType<FamilyPlan.Claim>().Select(claim => claim.Write).ToList() is { Count: > 0 } claims)
            return new IpamStep.Write(claims);
        if (EnterInHandle(view, request, plans) is { } entered) return Put([entered]);
        if (plans.OfType<FamilyPlan.Take>().Select(take => take.After).ToList() is { Count: > 0 } taken) return Put(taken);
        return TidyHandle(view, request) is { } tidied
            ? Put([tidied])
            : new IpamStep.Done([.. plans.Cast<FamilyPlan.Held>().Select(held => held.Address)]);
    }

    /// <summary>What must be known for certain before the handle's own addresses can be told.</summary>
    private static List<IpamKey> Doubts(IpamView view, AssignRequest request)
    {
        if (view.HandleOf(request.Handle) is not { } handle) return Stale(view, MentionedIn(view, request));
        if (!view.IsFresh(handle.Key)) return [handle.Key];
        return view.IsWritten(handle.Key) ? Stale(view, MentionedIn(view, request)) : Stale(view, handle.Counts.Keys);
    }

    private static FamilyPlan Plan(IpamView view, AssignRequest request, AddressSearch search, IpFamily family, DateTimeOffset now)
    {
        var wanted = request.Addresses.FirstOrDefault(address => address.Family == family);
        if (Held(view, request, family) is not { } held) return wanted.IsNone ? search.Any(family) : search.Exactly(wanted);
        return wanted.IsNone || held.Address == wanted
            ? Join(view, request, held, now)
            : new FamilyPlan.Refuse(new IpamRefusal(
                RefusalReason.AddressUnavailable, $"{request.Handle} holds {held.Address} already and cannot have {wanted} too"));
    }

    /// <summary>A virtual machine's further pod enters itself in the record of the address.</summary>
    private static FamilyPlan Join(IpamView view, AssignRequest request, AssignedAddress held, DateTimeOffset now)
    {
        var block = view.BlockAt(held.Block)!;
        var holder = block.At(held.Address)!.Holder;
        var joined = Succession.Joined(holder, request, now);
        return joined.Equals(holder) ? new FamilyPlan.Held(held) : new FamilyPlan.Take(block.WithHolder(held.Address, joined));
    }

    private static AssignedAddress? Held(IpamView view, AssignRequest request, IpFamily family)
    {
        var ranges = (view.HandleOf(request.Handle)?.Counts.Keys ?? []).Concat(view.RangesOf(request.Node));
        foreach (var cidr in ranges.Where(cidr => cidr.Family == family && view.IsFresh(IpamKey.Of(cidr))))
        {
            if (view.BlockAt(cidr) is { } block && block.HeldBy(request.Handle).FirstOrDefault() is { } allocation)
            {
                return new AssignedAddress(allocation.Address, cidr, !block.IsOwnedBy(request.Node))
                {
                    IsAwaited = Succession.Awaits(allocation.Holder, request),
                };
            }
        }

        return null;
    }

    /// <summary>The handle with the blocks that it lacks; null when it has them all.</summary>
    private static AllocationHandle? EnterInHandle(IpamView view, AssignRequest request, List<FamilyPlan> plans)
    {
        var handle = view.HandleOf(request.Handle);
        var counts = handle?.Counts ?? ImmutableSortedDictionary<Cidr, int>.Empty;
        foreach (var plan in plans)
        {
            var cidr = plan is FamilyPlan.Take take ? take.After.Cidr : ((FamilyPlan.Held)plan).Address.Block;
            if (!counts.ContainsKey(cidr)) counts = counts.Add(cidr, 1);
        }

        if (handle is not null && counts.Count == handle.Counts.Count) return null;
        var before = handle
            ?? AllocationHandle.Create(request.Handle) with { Metadata = view.MetadataFor(IpamKey.Of(request.Handle)) };
        return before with { Counts = counts };
    }

    /// <summary>The handle without entries of blocks in which it holds nothing after all; null when there are none.</summary>
    private static AllocationHandle? TidyHandle(IpamView view, AssignRequest request)
    {
        if (view.HandleOf(request.Handle) is not { } handle) return null;
        var idle = handle.Counts.Keys.Where(cidr =>
            view.IsFresh(IpamKey.Of(cidr)) && view.BlockAt(cidr)?.HeldBy(request.Handle).Any() != true).ToList();
        return idle.Count == 0 ? null : handle with { Counts = handle.Counts.RemoveRange(idle) };
    }

    private static IEnumerable<Cidr> MentionedIn(IpamView view, AssignRequest request) =>
        view.RangesOf(request.Node).Where(cidr => view.BlockAt(cidr)?.HeldBy(request.Handle).Any() == true);

    private static List<IpamKey> Stale(IpamView view, IEnumerable<Cidr> ranges) =>
        [.. ranges.Select(IpamKey.Of).Where(key => !view.IsFresh(key))];

    private static IpamStep.Write Put(IEnumerable<IpamObject> items) =>
        new([.. items.Select(item => IpamWrite.Put(item))]);
}
