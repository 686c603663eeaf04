using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Api.Objects;

/// <summary>What the server itself sets in objects of some kinds, as Kubernetes does.</summary>
internal static class KindLifecycle
{
    /// <summary>The label by which policies select one namespace by name.</summary>
    private const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    /// <summary>Holds a namespace in <c>spec.finalizers</c> until its content is gone.</summary>
    public const string ContentFinalizer = "kubernetes";

    public static void OnCreate(JsonObject body, ResourceKind kind, string name)
    {
        if (kind == Kinds.Namespace)
        {
            ObjectMetadata.Of(body).SetLabel(NamespaceNameLabel, name);
            body["spec"] = new JsonObject { ["finalizers"] = new JsonArray(ContentFinalizer) };
            body["status"] = new JsonObject { ["phase"] = "Active" };
        }
        else if (kind == Kinds.Pod)
        {
            body["status"] = new JsonObject { ["phase"] = "Pending" };
        }
        else if (kind.HasStatus && kind != Kinds.Node)
        {
            // A node reports itself, so it may come with its first status; of other kinds, status is the server's to say.
            body.Remove("status");
        }
    }

    public static void OnUpdate(JsonObject body, JsonObject current, ResourceKind kind, string name)
    {
        if (kind != Kinds.Namespace) return;
        ObjectMetadata.Of(body).SetLabel(NamespaceNameLabel, name);
        body["spec"] = current["spec"]?.DeepClone();
    }

    public static void OnDeletionMark(JsonObject body, ResourceKind kind)
    {
        if (kind == Kinds.Namespace) body["status"] = new JsonObject { ["phase"] = "Terminating" };
    }

    /// <summary>Whether the kind's own finalizers (those of a namespace) hold the object.</summary>
    public static bool IsHeld(JsonObject body) =>
        body["kind"]?.GetValue<string>() == Kinds.Namespace.Kind && body["spec"]?["finalizers"] is JsonArray { Count: > 0 };
}
