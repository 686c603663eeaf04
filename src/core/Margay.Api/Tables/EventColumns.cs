using System.Globalization;
using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>The columns of events.</summary>
internal static class EventColumns
{
    public static TableColumn[] All(TableColumn name) =>
    [
        new("Last Seen", "Time since it last happened.", (item, now) => Since(LastSeen(item), now)),
        KindColumns.Field("Type", "Normal or Warning.", "type"),
        KindColumns.Field("Reason", "What has happened, in a word.", "reason"),
        new("Object", "What it has happened to.", (item, _) => Object(item.At("involvedObject"))),
        new("Subobject", "Part of the object.", (item, _) => item.At("involvedObject", "fieldPath").Text("")) { Wide = true },
        new("Source", "Who saw it.", (item, _) => Source(item)) { Wide = true },
        new("Message", "What has happened, in a sentence.", (item, _) => item.At("message").Text("").Trim()),
        new("First Seen", "Time since it first happened.", (item, now) => Since(FirstSeen(item), now)) { Wide = true },
        new("Count", "How often it has happened.", (item, _) => Count(item).ToString(CultureInfo.InvariantCulture)) { Wide = true },
        name with { Wide = true },
    ];

    private static JsonElement FirstSeen(JsonElement item) => IsTime(item.At("firstTimestamp")) ? item.At("firstTimestamp") : item.At("eventTime");

    private static JsonElement LastSeen(JsonElement item) =>
        IsTime(item.At("series", "lastObservedTime")) ? item.At("series", "lastObservedTime")
        : IsTime(item.At("lastTimestamp")) ? item.At("lastTimestamp")
        : FirstSeen(item);

    private static bool IsTime(JsonElement time) => time.ValueKind == JsonValueKind.String;

    private static string Since(JsonElement time, DateTimeOffset now) => KindColumns.Since(time, now);

    private static string Object(JsonElement involved)
    {
        var name = involved.At("name").Text("");
        var kind = involved.At("kind").Text("").ToLowerInvariant();
        return name.Length == 0 ? kind : $"{kind}/{name}";
    }

    private static string Source(JsonElement item)
    {
        var component = item.At("source", "component").Text(item.At("reportingComponent").Text(""));
        var host = item.At("source", "host").Text(item.At("reportingInstance").Text(""));
        return host.Length == 0 ? component : $"{component}, {host}";
    }

    private static long Count(JsonElement item)
    {
        foreach (var count in (JsonElement[])[item.At("series", "count"), item.At("count")])
        {
            if (count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var times)) return times;
        }

        return 1;
    }
}
