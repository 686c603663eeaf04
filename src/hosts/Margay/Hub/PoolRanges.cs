using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Replies;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Hub;

/// <summary>Keeps pools from overlapping: writes of pools take turns, so that two new ones see each other.</summary>
internal sealed class PoolRanges(IResourceStore store) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Waits for the turn if the kind needs one; disposing the result gives it on.</summary>
    public async ValueTask<IDisposable?> EnterAsync(ResourceKind kind, CancellationToken stop)
    {
        if (kind != Kinds.IpPool) return null;
        await _turn.WaitAsync(stop);
        return new Turn(_turn);
    }

    /// <summary>Why the pool may not have its range; null if it may, or if it is no pool.</summary>
    public ApiFault? RefuseOverlap(ResourceKey key, JsonObject pool)
    {
        if (key.Kind != Kinds.IpPool) return null;
        var others = store.List(Kinds.IpPool, null).Items
            .Select(item => ResourceReader.Read(Kinds.IpPool, item.ToJsonObject()));
        var faults = IpPoolRules.Overlaps(ResourceReader.Read(Kinds.IpPool, pool), others);
        return faults.Count == 0 ? null : Admission.Invalid(key.Kind, pool, faults);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
