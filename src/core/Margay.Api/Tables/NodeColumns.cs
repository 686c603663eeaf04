using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>The columns of nodes.</summary>
internal static class NodeColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static TableColumn[] All(TableColumn name, TableColumn age) =>
    [
        name,
        new("Status", "Whether the node is ready and takes pods.", (node, _) => Status(node)),
        new("Roles", "What the node is for.", (node, _) => Roles(node)),
        age,
        new("Version", "Version of the node's kubelet.", (node, _) => node.At("status", "nodeInfo", "kubeletVersion").Text()),
        new("Internal-IP", "The node's address in the cluster.", (node, _) => Address(node, "InternalIP")) { Wide = true },
        new("External-IP", "The node's address outside.", (node, _) => Address(node, "ExternalIP")) { Wide = true },
    ];

    private static string Status(JsonElement node)
    {
        var ready = node.At("status", "conditions").Items().FirstOrDefault(condition => condition.At("type").Text() == "Ready");
        var status = ready.At("status").Text("Unknown") switch { "True" => "Ready", "False" => "NotReady", _ => "Unknown" };
        return node.At("spec", "unschedulable").IsTrue() ? $"{status},SchedulingDisabled" : status;
    }

    private static string Roles(JsonElement node)
    {
        var roles = node.At("metadata", "labels").Members()
            .Where(label => label.Name.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Select(label => label.Name[RolePrefix.Length..])
            .Order(StringComparer.Ordinal);
        return string.Join(',', roles) is { Length: > 0 } text ? text : "<none>";
    }

    private static string Address(JsonElement node, string type) => node.At("status", "addresses").Items()
        .FirstOrDefault(address => address.At("type").Text() == type).At("address").Text();
}
