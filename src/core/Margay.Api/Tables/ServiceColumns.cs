using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>The columns of services and endpoint slices.</summary>
internal static class ServiceColumns
{
    public static TableColumn[] Service(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("Type", "Where it is reached from.", "spec", "type"),
        KindColumns.Field("Cluster-IP", "Address of the service.", "spec", "clusterIP"),
        new("Port(s)", "Ports of the service.", (service, _) => Ports(service)),
        age,
        new("Selector", "Labels of the pods behind it.", (service, _) => Labels(service.At("spec", "selector"))) { Wide = true },
    ];

    public static TableColumn[] Slice(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("AddressType", "What the addresses are.", "addressType"),
        new("Ports", "Ports of the endpoints.", (slice, _) => Joined(slice.At("ports").Items().Select(port => port.At("port").Text("*")))),
        new("Endpoints", "Addresses of the endpoints.", (slice, _) => Joined(
            slice.At("endpoints").Items().SelectMany(endpoint => endpoint.At("addresses").Items()).Select(address => address.Text("")))),
        age,
    ];

    private static string Ports(JsonElement service) => Joined(service.At("spec", "ports").Items().Select(port =>
    {
        var node = port.At("nodePort").Text("") is { Length: > 0 } number ? $":{number}" : "";
        return $"{port.At("port").Text("")}{node}/{port.At("protocol").Text("TCP")}";
    }));

    private static string Labels(JsonElement labels) =>
        Joined(labels.Members().Select(label => $"{label.Name}={label.Value.Text("")}"));

    private static string Joined(IEnumerable<string> parts) =>
        string.Join(',', parts) is { Length: > 0 } text ? text : "<none>";
}
