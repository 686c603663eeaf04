using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Replies;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Hub;

/// <summary>Keeps every policy in a tier that is there.</summary>
/// <remarks>
/// Writes of policies run beside each other. The deletion of a tier runs alone, so that no policy can come into the tier
/// between the look and the deletion.
/// </remarks>
internal sealed class TierUse(IResourceStore store) : IDisposable
{
    /// <summary>How many writes of policies may run at once.</summary>
    private const int Places = 256;

    /// <summary>How many policies a refusal names.</summary>
    private const int MaxNamed = 5;

    private readonly SemaphoreSlim _places = new(Places);
    private readonly SemaphoreSlim _deletion = new(1);

    /// <summary>Waits until a policy of the kind may be written; disposing the result ends the write.</summary>
    public async ValueTask<IDisposable?> EnterAsync(ResourceKind kind, CancellationToken stop)
    {
        if (!Kinds.Tiered.Contains(kind)) return null;
        await _places.WaitAsync(stop);
        return new Turn(() => _places.Release());
    }

    /// <summary>Waits until an object of the kind may be deleted; disposing the result ends the deletion.</summary>
    public async ValueTask<IDisposable?> EnterDeletionAsync(ResourceKind kind, CancellationToken stop)
    {
        if (kind != Kinds.Tier) return null;
        var taken = 0;
        await _deletion.WaitAsync(stop);
        try
        {
            for (; taken < Places; taken++) await _places.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            Leave(taken);
            throw;
        }

        return new Turn(() => Leave(Places));
    }

    /// <summary>Why the policy may not be written; null if its tier is there, or if it is in none.</summary>
    public ApiFault? RefuseTierless(ResourceKind kind, JsonObject policy)
    {
        if (!Kinds.Tiered.Contains(kind) || policy["spec"]?["tier"]?.GetValue<string>() is not { } tier) return null;
        if (store.Get(new ResourceKey(Kinds.Tier, "", tier)) is not null) return null;
        return Admission.Invalid(
            kind, policy, [new Fault("spec.tier", $"is '{tier}', and there is no such tier", "create the tier first, or write another")]);
    }

    /// <summary>Why the tier may not be deleted; null if no policy is in it, or if it is no tier.</summary>
    public ApiFault? RefuseDeletion(ResourceKey key)
    {
        if (key.Kind != Kinds.Tier) return null;
        var policies = Kinds.Tiered.SelectMany(kind => store.List(kind, null).Items)
            .Where(policy => policy.Selectable.Field("spec.tier") == key.Name)
            .Select(policy => policy.Key.ToString())
            .ToList();
        if (policies.Count == 0) return null;
        var more = policies.Count > MaxNamed ? $" and {policies.Count - MaxNamed} more" : "";
        return ApiFault.Conflict(
            key,
            $"the tier still has policies: {string.Join(", ", policies.Take(MaxNamed))}{more}; "
            + "delete them or move them to another tier first");
    }

    public void Dispose()
    {
        _places.Dispose();
        _deletion.Dispose();
    }

    private void Leave(int taken)
    {
        if (taken > 0) _places.Release(taken);
        _deletion.Release();
    }

    private sealed class Turn(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
