using System.CommandLine;
using System.Globalization;

namespace Margay.Host.Cli;

/// <summary>Options that are spans of time, as Kubernetes' tools take them: <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>An option with a default.</summary>
    public static Option<TimeSpan> Option(string name, string description, TimeSpan usually) => new(name)
    {
        Description = $"{description} Default: {usually.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => usually,
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value) is { } duration) return duration;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no duration; write for example 30s or 2m");
            return usually;
        },
    };

    /// <summary>The duration; null if the text is none, or more than a day.</summary>
    public static TimeSpan? TryParse(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count * seconds <= TimeSpan.FromDays(1).TotalSeconds)
                return TimeSpan.FromSeconds(count * seconds);
        }

        return null;
    }
}
