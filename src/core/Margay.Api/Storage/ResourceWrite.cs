using System.Text.Json.Nodes;

namespace Margay.Api.Storage;

/// <summary>
/// One change to one object, applied whole or not at all. The body passes to the store: the caller no longer touches it.
/// The store sets <c>metadata.resourceVersion</c> and nothing else.
/// </summary>
public abstract record ResourceWrite
{
    private ResourceWrite(ResourceKey key) => Key = key;

    /// <summary>The object to change.</summary>
    public ResourceKey Key { get; init; }

    /// <summary>Another object that must still be as the caller saw it; null asks for nothing.</summary>
    public Precondition? Requires { get; init; }

    /// <summary>Adds an object that does not exist.</summary>
    /// <param name="Key">The new object.</param>
    /// <param name="Body">Its content.</param>
    public sealed record Create(ResourceKey Key, JsonObject Body) : ResourceWrite(Key);

    /// <summary>Replaces an object that is at <paramref name="Expected"/>.</summary>
    /// <param name="Key">The object.</param>
    /// <param name="Body">Its new content.</param>
    /// <param name="Expected">The revision that the change was computed from.</param>
    public sealed record Update(ResourceKey Key, JsonObject Body, long Expected) : ResourceWrite(Key);

    /// <summary>Removes an object that is at <paramref name="Expected"/>.</summary>
    /// <param name="Key">The object.</param>
    /// <param name="Expected">The revision that the decision to remove was taken at.</param>
    public sealed record Delete(ResourceKey Key, long Expected) : ResourceWrite(Key);
}

/// <summary>An object that must be at a given revision when a write to another one commits.</summary>
/// <param name="Key">The object.</param>
/// <param name="Revision">The revision it must be at.</param>
public sealed record Precondition(ResourceKey Key, long Revision);

/// <summary>What became of a write.</summary>
public abstract record WriteResult
{
    private WriteResult()
    {
    }

    /// <summary>The write is on disk and visible to every later read.</summary>
    /// <param name="Resource">The object as stored; after a deletion, its last state at the deletion's revision.</param>
    public sealed record Done(StoredResource Resource) : WriteResult;

    /// <summary>A create found the object there.</summary>
    public sealed record AlreadyExists : WriteResult;

    /// <summary>An update or delete found no such object.</summary>
    public sealed record NotFound : WriteResult;

    /// <summary>The object has moved on.</summary>
    /// <param name="Actual">The revision it is at.</param>
    public sealed record Conflict(long Actual) : WriteResult;

    /// <summary>The object named by <see cref="ResourceWrite.Requires"/> has moved on or is gone.</summary>
    public sealed record PreconditionFailed : WriteResult;
}
