using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Selection;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>What each caller may do.</summary>
internal static class Authorizer
{
    /// <summary>What an agent may write: what it reports of its node and pods, what has happened to them, and the addresses it hands out.</summary>
    private static readonly Dictionary<ResourceKind, string[]> AgentWrites = new()
    {
        [Kinds.Node] = ["create", "update", "patch"],
        [Kinds.Pod] = ["update", "patch"],
        [Kinds.Event] = ["create", "update", "patch"],
        [Kinds.CalicoNodeStatus] = ["update", "patch"],
        [Kinds.IpamBlock] = ["create", "update", "patch", "delete"],
        [Kinds.BlockAffinity] = ["create", "update", "patch", "delete"],
        [Kinds.IpamHandle] = ["create", "update", "patch", "delete"],
    };

    /// <summary>Why the caller may not do it; null if he may. An agent reads secrets by name only, one at a time.</summary>
    public static ApiFault? Refuse(Caller caller, string verb, ResourcePath path, QueryParameters query)
    {
        if (caller == Caller.Admin) return null;
        if (verb is "get" or "list" or "watch" && (path.Kind != Kinds.Secret || NamesOne(path, query))) return null;
        if (AgentWrites.TryGetValue(path.Kind, out var verbs) && verbs.Contains(verb)) return null;
        var where = path.Namespace is { } ns ? $" in the namespace \"{ns}\"" : " at the cluster scope";
        return ApiFault.Forbidden(
            path.Kind,
            path.Name ?? "",
            $"User \"margay-agent\" cannot {verb} resource \"{path.Kind.Plural}\" in API group \"{path.Kind.Group}\"{where}");
    }

    private static bool NamesOne(ResourcePath path, QueryParameters query) =>
        path.Name is not null
        || (path.Namespace is not null && FieldQuery.TryParse(path.Kind, query["fieldSelector"], out var fields, out _) && fields.Name is not null);
}
