using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>core/v1 Event: it is where the object is that it is about; what is about no namespace is in <c>default</c>.</summary>
internal static class EventCheck
{
    private static readonly FieldPath Namespace = FieldPath.Root.Member("involvedObject").Member("namespace");

    public static void Check(JsonObject resource, FaultList faults)
    {
        if (resource.Object("metadata").Text("namespace") is not { Length: > 0 } own) return;
        var involved = resource.Object("involvedObject").Text("namespace") ?? "";
        if (involved != own && !(involved.Length == 0 && own == "default"))
            faults.Add(Namespace, $"is {FormatCheck.Quote(involved)}", $"write {own}, the namespace of the event, or put the event elsewhere");
    }
}
