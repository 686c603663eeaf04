using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>Carries out creates, updates and deletions.</summary>
/// <remarks>
/// Each decision is taken from what is in memory and written on the condition that this is still so; when it is not, an
/// unconditional request is decided anew.
/// </remarks>
internal sealed class ResourceWrites(IResourceStore store, TimeProvider clock) : IDisposable
{
    private const string Modified =
        "the object has been modified; please apply your changes to the latest version and try again";

    private readonly PoolRanges _pools = new(store);
    private readonly TierUse _tiers = new(store);
    private readonly PeerFilters _filters = new(store);

    public async Task<Reply> CreateAsync(
        ResourcePath path, JsonObject body, WriteOptions options, ICollection<string> warnings, CancellationToken stop)
    {
        var stamp = new CreationStamp(clock.GetUtcNow(), Guid.NewGuid().ToString(), NameSuffix.Next());
        if (ObjectBody.PrepareCreate(body, path, stamp, out var key) is { } fault) return fault;
        if (Admission.Admit(body, null, path.Kind, options.FieldValidation, warnings) is { } invalid) return invalid;
        if (UnconfirmedMark.Stamp(body, null, path.Kind, stamp.Now) is { } unmarked) return unmarked;
        using var turn = await _pools.EnterAsync(path.Kind, stop);
        using var place = await _tiers.EnterAsync(path.Kind, stop);
        if (_pools.RefuseOverlap(key, body) is { } overlap) return overlap;
        if (_tiers.RefuseTierless(path.Kind, body) is { } tierless) return tierless;
        if (_filters.RefuseMissing(path.Kind, body) is { } unfiltered) return unfiltered;
        while (true)
        {
            if (FindNamespace(path, out var home) is { } homeless) return homeless;
            if (options.DryRun)
                return store.Get(key) is null ? new Reply.One(201, Unstored(key, body)) : ApiFault.AlreadyExists(key);
            switch (await store.WriteAsync(new ResourceWrite.Create(key, Copy(body)) { Requires = home }, stop))
            {
                case WriteResult.Done done:
                    return new Reply.One(201, done.Resource);
                case WriteResult.PreconditionFailed:
                    continue;
                default:
                    return ApiFault.AlreadyExists(key);
            }
        }
    }

    /// <summary>Replaces an object by what <paramref name="edit"/> makes of it.</summary>
    /// <remarks>
    /// A lost race is run again from the new content: an edit that names its revision is then refused, and one that
    /// names none, as most patches do, arrives.
    /// </remarks>
    /// <param name="path">The object or its status.</param>
    /// <param name="edit">From the present content to the wanted one; neither keeps nor changes its argument.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="warnings">Gets what the client should be told beside the result.</param>
    /// <param name="stop">Ends the wait for the store.</param>
    public async Task<Reply> UpdateAsync(
        ResourcePath path, Func<JsonObject, JsonObject> edit, WriteOptions options, ICollection<string> warnings, CancellationToken stop)
    {
        using var turn = await _pools.EnterAsync(path.Kind, stop);
        using var place = await _tiers.EnterAsync(path.Kind, stop);
        while (true)
        {
            if (store.Get(path.Key) is not { } stored) return ApiFault.NotFound(path.Key);
            var current = stored.ToJsonObject();
            var body = edit(current);
            // Whoever names a revision meets this when the object has moved on; whoever does not is decided anew.
            if (ObjectBody.Revision(body) is { } expected && expected != stored.Revision.ToString())
                return ApiFault.Conflict(path.Key, Modified);
            warnings.Clear();
            if (Prepare(path, body, current, options, warnings) is { } fault) return fault;
            if (ObjectBody.IsSame(body, current)) return new Reply.One(200, stored);
            if (options.DryRun) return new Reply.One(200, Unstored(path.Key, body));
            ResourceWrite write = ObjectBody.IsReleased(body)
                ? new ResourceWrite.Delete(path.Key, stored.Revision)
                : new ResourceWrite.Update(path.Key, body, stored.Revision);
            switch (await store.WriteAsync(write, stop))
            {
                case WriteResult.Done done:
                    return new Reply.One(200, done.Resource);
                case WriteResult.NotFound:
                    return ApiFault.NotFound(path.Key);
                default:
                    continue;
            }
        }
    }

    /// <summary>Removes an object, or marks it where a finalizer holds it.</summary>
    public async Task<Reply> DeleteAsync(ResourceKey key, DeleteOptions options, CancellationToken stop)
    {
        if (KindRules.RefuseDeletion(key) is { } immortal) return immortal;
        using var turn = await _tiers.EnterDeletionAsync(key.Kind, stop);
        if (_tiers.RefuseDeletion(key) is { } used) return used;
        while (true)
        {
            if (store.Get(key) is not { } stored) return ApiFault.NotFound(key);
            var body = stored.ToJsonObject();
            if (options.Refuse(key, body, stored.Revision) is { } fault) return fault;
            var held = ObjectBody.IsHeld(body);
            if (held && ObjectBody.IsDeleting(body)) return new Reply.One(200, stored);
            if (options.DryRun) return new Reply.Deleted(key, ObjectBody.Uid(body) ?? "");
            var uid = ObjectBody.Uid(body) ?? "";
            if (held) ObjectBody.MarkForDeletion(body, key.Kind, clock.GetUtcNow());
            ResourceWrite write = held
                ? new ResourceWrite.Update(key, body, stored.Revision)
                : new ResourceWrite.Delete(key, stored.Revision);
            switch (await store.WriteAsync(write, stop))
            {
                case WriteResult.Done done:
                    return held ? new Reply.One(200, done.Resource) : new Reply.Deleted(key, uid);
                case WriteResult.NotFound:
                    return ApiFault.NotFound(key);
                default:
                    continue;
            }
        }
    }

    public void Dispose()
    {
        _pools.Dispose();
        _tiers.Dispose();
    }

    private ApiFault? Prepare(
        ResourcePath path, JsonObject body, JsonObject current, WriteOptions options, ICollection<string> warnings)
    {
        var fault = path.Subresource is null
            ? ObjectBody.PrepareUpdate(body, current, path)
            : ObjectBody.PrepareStatusUpdate(body, current, path);
        fault ??= Admission.Admit(body, current, path.Kind, options.FieldValidation, warnings);
        fault ??= _tiers.RefuseTierless(path.Kind, body);
        fault ??= _filters.RefuseMissing(path.Kind, body);
        if (path.Subresource is null) fault ??= UnconfirmedMark.Stamp(body, current, path.Kind, clock.GetUtcNow());
        if (fault is null) ObjectBody.CountGeneration(body, current);
        return fault;
    }

    /// <summary>The namespace that a new object needs to be there and to stay as it is until the object is.</summary>
    private ApiFault? FindNamespace(ResourcePath path, out Precondition? home)
    {
        home = null;
        if (path.Namespace is not { } name) return null;
        var key = new ResourceKey(Kinds.Namespace, "", name);
        if (store.Get(key) is not { } found) return ApiFault.NotFound(key);
        if (ObjectBody.IsDeleting(found.ToJsonObject()))
        {
            return ApiFault.Forbidden(
                path.Kind, "", $"unable to create new content in namespace {name} because it is being terminated");
        }

        home = new Precondition(key, found.Revision);
        return null;
    }

    private static StoredResource Unstored(ResourceKey key, JsonObject body) =>
        new(key, 0, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));

    private static JsonObject Copy(JsonObject body) => body.DeepClone().AsObject();
}
