using System.Net;
using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Client.Ipam;

/// <summary>What an assignment has come to.</summary>
/// <param name="Addresses">One for each family that was asked for; empty after a refusal.</param>
/// <param name="Refusal">Why there are none.</param>
public sealed record AssignResult(IReadOnlyList<AssignedAddress> Addresses, IpamRefusal? Refusal);

/// <summary>
/// Assigns and releases addresses over the API. With a live cache and room in the node's own blocks an assignment takes
/// two round trips, however many families: the handle, then the blocks. A release takes as many.
/// </summary>
/// <remarks>
/// One request at a time: those of one node would only conflict in the same block. Safe for concurrent use. A failure
/// of the API leaves as <see cref="ApiException"/>, after which the handle should be released.
/// </remarks>
public sealed class AddressAssigner : IDisposable
{
    /// <summary>So many lost races in one request mean that something else is wrong.</summary>
    private const int MaxConflicts = 100;

    private readonly ApiClient _client;
    private readonly IpamCache _cache;
    private readonly IpamSettings _settings;
    private readonly TimeProvider _clock;
    private readonly IpamResources _resources;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>An assigner on <paramref name="cache"/>, which is loaded on demand if no informer feeds it.</summary>
    public AddressAssigner(ApiClient client, IpamCache cache, IpamSettings settings, TimeProvider clock)
    {
        (_client, _cache, _settings, _clock) = (client, cache, settings, clock);
        _resources = new IpamResources(client);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>
    /// One address of each family, or none at all. Asked again with the same handle, the same addresses.
    /// </summary>
    public async Task<AssignResult> AssignAsync(AssignRequest request, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var now = _clock.GetUtcNow();
            if (!_cache.IsLive) await LoadAsync(cancel);
            var outcome = await RunAsync(view => Assignment.Next(view, request, _settings, now), cancel);
            if (outcome is IpamStep.Done done) return new AssignResult(done.Addresses, null);
            await RunAsync(view => GiveBack(view, request, now), cancel);
            return new AssignResult([], ((IpamStep.Refused)outcome).Refusal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives back all that the handle holds; no matter if it holds nothing.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="node">The node on which the addresses were used.</param>
    /// <param name="cancel">Gives up; the release can be repeated.</param>
    public Task ReleaseAsync(HandleId handle, string node, CancellationToken cancel) =>
        RunInTurnAsync(view => Release.ByHandle(view, handle, node), cancel);

    /// <summary>A pod that has waited for the addresses of its virtual machine uses them now; no matter if it has not waited.</summary>
    public Task TakeOverAsync(HandleId handle, PodRef pod, CancellationToken cancel) =>
        RunInTurnAsync(view => Succession.TakeOver(view, handle, pod), cancel);

    /// <summary>A pod of a virtual machine goes, from its node or in vain; no matter if it has nothing.</summary>
    /// <param name="handle">The virtual machine's handle.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="node">Its node.</param>
    /// <param name="isLast">Whether the virtual machine goes too, so that what no pod has any more is given back.</param>
    /// <param name="cancel">Gives up; the call can be repeated.</param>
    public Task LeaveAsync(HandleId handle, PodRef pod, string node, bool isLast, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        return RunInTurnAsync(view => Succession.Leave(view, handle, pod, node, isLast, now), cancel);
    }

    /// <summary>Gives back one address, unless it has meanwhile been released or handed out anew.</summary>
    public Task ReleaseAsync(Cidr block, Allocation expected, CancellationToken cancel) =>
        RunInTurnAsync(view => Release.OfAllocation(view, block, expected), cancel);

    /// <summary>Takes a block from its node: it is deleted if empty, else left without owner.</summary>
    public Task ReleaseAffinityAsync(string node, Cidr block, CancellationToken cancel) =>
        RunInTurnAsync(view => Release.OfAffinity(view, node, block), cancel);

    private static IpamStep GiveBack(IpamView view, AssignRequest request, DateTimeOffset now) => request.Tenancy == Tenancy.Sole
        ? Release.ByHandle(view, request.Handle, request.Node)
        : Succession.Leave(view, request.Handle, new PodRef(request.Namespace ?? "", request.Pod ?? ""), request.Node, isLast: false, now);

    private async Task RunInTurnAsync(Func<IpamView, IpamStep> decide, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await RunAsync(decide, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        var pools = _client.ListAsync(Kinds.IpPool, null, ListOptions.All, cancel);
        var blocks = _client.ListAsync(Kinds.IpamBlock, null, ListOptions.All, cancel);
        var affinities = _client.ListAsync(Kinds.BlockAffinity, null, ListOptions.All, cancel);
        await Task.WhenAll(pools, blocks, affinities);
        _cache.Replace((await pools).Items, (await blocks).Items, (await affinities).Items);
    }

    private async Task<IpamStep> RunAsync(Func<IpamView, IpamStep> decide, CancellationToken cancel)
    {
        var view = _cache.Snapshot();
        var conflicts = 0;
        while (conflicts < MaxConflicts)
        {
            var step = decide(view);
            switch (step)
            {
                case IpamStep.Read read:
                    var seen = await Task.WhenAll(read.Keys.Select(key => ReadAsync(key, cancel)));
                    view = seen.Aggregate(view, Take);
                    break;
                case IpamStep.Write write:
                    var written = await Task.WhenAll(write.Writes.Select(one => WriteAsync(one, cancel)));
                    conflicts += written.Count(one => one.IsConflict);
                    view = written.Aggregate(view, Take);
                    break;
                default:
                    return step;
            }
        }

        throw new ApiException(
            (int)HttpStatusCode.Conflict, "Conflict", $"address management gave up after {MaxConflicts} conflicting writes", [], null);
    }

    private static IpamView Take(IpamView view, Seen seen) =>
        seen.IsWritten ? view.AfterWrite(seen.Key, seen.Item) : view.AfterRead(seen.Key, seen.Item);

    private async Task<Seen> ReadAsync(IpamKey key, CancellationToken cancel)
    {
        var item = await _resources.GetAsync(key, cancel);
        _cache.Learn(key, item);
        return new Seen(key, item, IsWritten: false, IsConflict: false);
    }

    private async Task<Seen> WriteAsync(IpamWrite write, CancellationToken cancel)
    {
        try
        {
            var item = await _resources.WriteAsync(write, cancel);
            _cache.Learn(write.Item.Key, item);
            return new Seen(write.Item.Key, item, IsWritten: true, IsConflict: false);
        }
        catch (ApiException refused) when (refused.IsConflict || refused.IsAlreadyExists || refused.IsNotFound)
        {
            return await ReadAsync(write.Item.Key, cancel) with { IsConflict = true };
        }
    }

    private readonly record struct Seen(IpamKey Key, IpamObject? Item, bool IsWritten, bool IsConflict);
}
