using System.Globalization;
using Margay.Host.Cli.Output;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>What has happened to an object, a line an event.</summary>
internal static class EventLines
{
    /// <summary>The object's events, the last one last: <c>Warning BGPSessionDown (3 times, last 2m ago): …</c>.</summary>
    public static IReadOnlyList<string> Of(Resource item, string kind, IEnumerable<Event> events, DateTimeOffset now) =>
    [
        .. events.Where(one => IsAbout(one.InvolvedObject, item, kind)).OrderBy(LastSeen)
            .Select(one => $"{one.Type} {one.Reason} ({Times(one)}{Age.Since(LastSeen(one), now)} ago): {one.Message}"),
    ];

    private static bool IsAbout(ObjectReference? involved, Resource item, string kind) =>
        involved?.Kind == kind && involved.Name == item.Metadata.Name && (involved.Namespace ?? "") == (item.Metadata.Namespace ?? "");

    private static DateTimeOffset? LastSeen(Event seen) =>
        seen.Series?.LastObservedTime ?? seen.LastTimestamp ?? seen.EventTime ?? seen.FirstTimestamp ?? seen.Metadata.CreationTimestamp;

    private static string Times(Event seen) =>
        (seen.Series?.Count ?? seen.Count) is { } count and > 1 ? string.Create(CultureInfo.InvariantCulture, $"{count} times, last ") : "";
}
