using Margay.Model.Resources;

namespace Margay.Api.Storage;

/// <summary>The cluster's resources: reads from memory, durable writes, and a feed of changes.</summary>
/// <remarks>
/// Revisions are one counter over all kinds; each write takes the next. Every member may be called from any thread.
/// </remarks>
public interface IResourceStore
{
    /// <summary>The revision of the newest visible write; 0 before the first.</summary>
    long Revision { get; }

    /// <summary>The object as it is now, or null.</summary>
    StoredResource? Get(ResourceKey key);

    /// <summary>All objects of a kind, in one namespace or (null) in all, as they stood together at one revision.</summary>
    ResourceList List(ResourceKind kind, string? ns);

    /// <summary>Makes one change. When the result is <see cref="WriteResult.Done"/>, the change survives a crash.</summary>
    /// <remarks>
    /// A cancelled wait does not take the write back: it may still commit.
    /// </remarks>
    /// <exception cref="StoreUnavailableException">The disk refused; whether to retry is the caller's choice.</exception>
    ValueTask<WriteResult> WriteAsync(ResourceWrite write, CancellationToken stop);

    /// <summary>Follows a kind from the first change after <paramref name="afterRevision"/>.</summary>
    IResourceWatch Watch(ResourceKind kind, long afterRevision);
}

/// <summary>A list and the revision from which a watch continues it without a gap.</summary>
/// <param name="Revision">The revision at which the list is exact.</param>
/// <param name="Items">The objects, ordered by namespace and name.</param>
public sealed record ResourceList(long Revision, IReadOnlyList<StoredResource> Items);

/// <summary>The store cannot take writes.</summary>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
