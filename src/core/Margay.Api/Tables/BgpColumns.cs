using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>The columns of the BGP kinds.</summary>
internal static class BgpColumns
{
    public static TableColumn[] Configuration(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("Mesh", "Whether all nodes peer with each other.", "spec", "nodeToNodeMeshEnabled"),
        KindColumns.Field("ASN", "AS of nodes that have none of their own.", "spec", "asNumber"),
        age,
    ];

    public static TableColumn[] Peer(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("PeerIP", "Address of the peer.", "spec", "peerIP"),
        new("Node", "Nodes that have the session.", (peer, _) => peer.At("spec", "node").Text(peer.At("spec", "nodeSelector").Text("(global)"))),
        KindColumns.Field("ASN", "AS of the peer.", "spec", "asNumber"),
        KindColumns.Field("Peer-Selector", "Nodes that are the peers.", "spec", "peerSelector") with { Wide = true },
        KindColumns.Field("Local-ASN", "AS of the node in this session.", "spec", "localASNumber") with { Wide = true },
        age,
    ];

    public static TableColumn[] NodeStatus(TableColumn name, TableColumn age) =>
    [
        name,
        KindColumns.Field("Node", "Node that reports.", "spec", "node"),
        new("Classes", "What it reports.", (item, _) => string.Join(',', item.At("spec", "classes").Items().Select(one => one.Text("")))),
        KindColumns.Field("Interval", "Seconds between reports.", "spec", "updatePeriodSeconds"),
        new("Updated", "Time since the last report.", (item, now) => KindColumns.Since(item.At("status", "lastUpdated"), now)),
        Sessions("Established-V4", "numberEstablishedV4", "numberNotEstablishedV4"),
        Sessions("Established-V6", "numberEstablishedV6", "numberNotEstablishedV6"),
        age,
    ];

    private static TableColumn Sessions(string name, string up, string down) =>
        new(name, "Sessions that are established, of all.", (item, _) => $"{Count(item, up)}/{Count(item, up) + Count(item, down)}")
        {
            Wide = true,
        };

    private static long Count(JsonElement item, string member) =>
        item.At("status", "bgp", member) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetInt64(out var count) ? count : 0;
}
