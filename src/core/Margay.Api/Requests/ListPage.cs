using Margay.Api.Storage;

namespace Margay.Api.Requests;

/// <summary>The part of a list that one reply carries.</summary>
/// <param name="List">The objects and the revision from which a watch goes on.</param>
/// <param name="Continue">Where the next page begins; null if this is the last.</param>
/// <param name="Remaining">How many objects come after this page.</param>
public sealed record ListPage(ResourceList List, ContinueToken? Continue, int Remaining)
{
    /// <summary>The page that <paramref name="options"/> ask for.</summary>
    public static ListPage Of(ResourceList all, ListOptions options)
    {
        var revision = options.Continue?.Revision ?? all.Revision;
        var matching = all.Items.Where(options.Filter.Matches);
        if (options.Continue is { } from) matching = matching.Where(item => item.Key.ObjectName.CompareTo(from.Last) > 0);
        var items = matching.ToList();
        if (options.Limit is not { } limit || items.Count <= limit) return new ListPage(new ResourceList(revision, items), null, 0);
        var page = items.GetRange(0, limit);
        return new ListPage(
            new ResourceList(revision, page), new ContinueToken(revision, page[^1].Key.ObjectName), items.Count - limit);
    }
}
