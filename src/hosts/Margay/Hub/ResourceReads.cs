using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;

namespace Margay.Host.Hub;

/// <summary>Answers get, list and the start of a watch, from memory.</summary>
internal sealed class ResourceReads(IResourceStore store)
{
    public Reply Get(ResourcePath path) =>
        store.Get(path.Key) is { } found ? new Reply.One(200, found) : ApiFault.NotFound(path.Key);

    public Reply ListOrWatch(ResourcePath path, QueryParameters query)
    {
        // A watch of one object by its URL, as old clients ask for it, is a watch of its collection by name.
        var collection = path with { Name = null };
        if (!ListOptions.TryParse(collection, query, out var options, out var problem)) return ApiFault.BadRequest(problem);
        if (options.Watch) return new Reply.Stream(path.Kind, options);
        if (options.Revision > store.Revision)
        {
            return ApiFault.Expired(
                $"resourceVersion {options.Revision} is not one of this store, which is at {store.Revision}; list again without it");
        }

        return new Reply.Many(path.Kind, ListPage.Of(store.List(path.Kind, path.Namespace), options));
    }
}
