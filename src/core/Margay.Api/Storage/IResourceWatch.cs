namespace Margay.Api.Storage;

/// <summary>A reader's place in the changes of one kind. Used by one caller at a time.</summary>
/// <remarks>
/// The store keeps a bounded number of changes for everyone and nothing per reader: a reader that falls behind loses its
/// place and is told so, instead of making the store buffer for it.
/// </remarks>
public interface IResourceWatch
{
    /// <summary>The changes since the last call, without waiting.</summary>
    WatchRead Read();

    /// <summary>Completes when <see cref="Read"/> may have something new; sometimes early, never late.</summary>
    ValueTask WaitAsync(CancellationToken stop);
}

/// <summary>What a watch had to say.</summary>
public abstract record WatchRead
{
    private WatchRead()
    {
    }

    /// <summary>The changes since the last read.</summary>
    /// <param name="Changes">Oldest first; empty when the reader is up to date.</param>
    /// <param name="Revision">Every change of the kind up to this revision has now been read.</param>
    public sealed record Events(IReadOnlyList<ResourceChange> Changes, long Revision) : WatchRead;

    /// <summary>Changes were missed: the reader must list again.</summary>
    /// <param name="Oldest">The oldest revision from which a watch is still possible.</param>
    public sealed record Gone(long Oldest) : WatchRead;
}

/// <summary>One committed write.</summary>
/// <param name="Before">The object before it; null when the write created it.</param>
/// <param name="After">
/// The object after it; when the write deleted it, its last state with the revision of the deletion.
/// </param>
/// <param name="IsDeletion">Whether the object is gone.</param>
public sealed record ResourceChange(StoredResource? Before, StoredResource After, bool IsDeletion)
{
    /// <summary>The revision of the write.</summary>
    public long Revision => After.Revision;
}
