using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>The columns of policies, tiers and what policies select.</summary>
internal static class PolicyColumns
{
    public static TableColumn[] Tier(TableColumn name, TableColumn age) =>
    [
        name,
        Order,
        KindColumns.Field("DefaultAction", "What becomes of packets that no rule of the tier decides.", "spec", "defaultAction"),
        age,
    ];

    public static TableColumn[] Tiered(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("Tier", "Tier of the policy.", "spec", "tier"),
        Order,
        new("Types", "Directions that it decides about.", (policy, _) => Joined(policy.At("spec", "types"))) { Wide = true },
        new("Selector", "Endpoints that it selects.", (policy, _) => policy.At("spec", "selector").Text("all()")) { Wide = true },
        age,
    ];

    public static TableColumn[] Staged(TableColumn name, TableColumn age) =>
    [
        .. Tiered(name, age)[..^1],
        StagedAction,
        age,
    ];

    public static TableColumn[] StagedKubernetes(TableColumn name, TableColumn age) => [name, PodSelector, StagedAction, age];

    public static TableColumn[] Kubernetes(TableColumn name, TableColumn age) => [name, PodSelector, age];

    public static TableColumn[] Cluster(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("Tier", "Tier of the policy.", "spec", "tier"),
        KindColumns.Field("Priority", "Place in the tier.", "spec", "priority"),
        age,
    ];

    public static TableColumn[] NetworkSet(TableColumn name, TableColumn age) =>
        [name, new("Nets", "Ranges of the set.", (set, _) => Joined(set.At("spec", "nets"))), age];

    public static TableColumn[] HostEndpoint(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("Node", "Node that has the interface.", "spec", "node"),
        KindColumns.Field("Interface", "Name of the interface; * for all.", "spec", "interfaceName"),
        new("IPs", "Expected addresses.", (endpoint, _) => Joined(endpoint.At("spec", "expectedIPs"))),
        new("Profiles", "Profiles of the endpoint.", (endpoint, _) => Joined(endpoint.At("spec", "profiles"))) { Wide = true },
        age,
    ];

    private static TableColumn Order => KindColumns.Field("Order", "Place among its like; lower comes first.", "spec", "order");

    private static TableColumn StagedAction =>
        KindColumns.Field("Action", "What enforcing it would do.", "spec", "stagedAction");

    private static TableColumn PodSelector =>
        new("Pod-Selector", "The pods that the policy selects.", (item, _) => SelectorText.Of(item.At("spec", "podSelector")));

    private static string Joined(JsonElement list) =>
        string.Join(',', list.Items().Select(item => item.Text(""))) is { Length: > 0 } text ? text : "<none>";
}
