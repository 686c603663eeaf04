using System.Text.Json;
using System.Text.Json.Nodes;

namespace Margay.Bench.Results;

/// <summary>Reports with every single measurement, for programs.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(IEnumerable<ScenarioReport> reports) => new JsonObject
    {
        ["kernel"] = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        ["processors"] = Environment.ProcessorCount,
        ["scenarios"] = new JsonArray([.. reports.Select(Report)]),
    }.ToJsonString(Indented);

    private static JsonObject Report(ScenarioReport report) => new()
    {
        ["scenario"] = report.Scenario,
        ["method"] = report.Method,
        ["loadBefore"] = report.LoadBefore.LastMinute,
        ["loadAfter"] = report.LoadAfter.LastMinute,
        ["comparisons"] = new JsonArray([.. report.Comparisons.Select(Comparison)]),
    };

    private static JsonObject Comparison(Comparison comparison) => new()
    {
        ["what"] = comparison.What,
        ["unit"] = comparison.Margay.Unit.Symbol,
        ["margay"] = Values(comparison.Margay),
        ["peerName"] = comparison.PeerName,
        ["peer"] = Values(comparison.Peer),
        ["ratio"] = comparison.Ratio,
        ["goalMet"] = comparison.Goal?.IsMet(comparison.Ratio),
    };

    private static JsonObject Values(Series series) => new()
    {
        ["median"] = series.Median,
        ["min"] = series.Min,
        ["max"] = series.Max,
        ["values"] = new JsonArray([.. series.Values.Select(static value => (JsonNode)value)]),
    };
}
