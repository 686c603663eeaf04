using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Client;

/// <summary>All objects of a kind at one revision.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The revision from which a watch continues without a gap.</param>
public sealed record ListResult<T>(IReadOnlyList<T> Items, string ResourceVersion)
    where T : Resource;

/// <summary>One event of a watch.</summary>
public abstract record WatchEvent<T>
{
    private WatchEvent()
    {
    }

    /// <summary>The object is new.</summary>
    public sealed record Added(T Item) : WatchEvent<T>;

    /// <summary>The object has changed.</summary>
    public sealed record Modified(T Item) : WatchEvent<T>;

    /// <summary>The object is gone, or matches the watch no longer; <paramref name="Item"/> is its last state.</summary>
    public sealed record Deleted(T Item) : WatchEvent<T>;

    /// <summary>Everything up to <paramref name="ResourceVersion"/> has been seen.</summary>
    public sealed record Bookmark(string ResourceVersion) : WatchEvent<T>;
}

/// <summary>What an apply did.</summary>
public enum ApplyOutcome
{
    /// <summary>There was no such object.</summary>
    Created,

    /// <summary>The object differed from the manifest.</summary>
    Configured,

    /// <summary>The object already said all that the manifest does.</summary>
    Unchanged,
}

/// <summary>What an apply did, and the object as stored now.</summary>
public sealed record ApplyResult(ApplyOutcome Outcome, JsonObject Item);
