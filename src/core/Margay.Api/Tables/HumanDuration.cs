namespace Margay.Api.Tables;

/// <summary>Durations as kubectl users know them: <c>42s</c>, <c>5m12s</c>, <c>3h</c>, <c>2d4h</c>, <c>400d</c>.</summary>
internal static class HumanDuration
{
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(-1)) return "<invalid>";
        if (duration < TimeSpan.Zero) return "0s";
        var (seconds, minutes, hours) = ((long)duration.TotalSeconds, (long)duration.TotalMinutes, (long)duration.TotalHours);
        var days = hours / 24;
        return (seconds, minutes, hours, days) switch
        {
            ( < 120, _, _, _) => $"{seconds}s",
            (_, < 10, _, _) => Two(minutes, 'm', seconds % 60, 's'),
            (_, < 180, _, _) => $"{minutes}m",
            (_, _, < 8, _) => Two(hours, 'h', minutes % 60, 'm'),
            (_, _, < 48, _) => $"{hours}h",
            (_, _, _, < 8) => Two(days, 'd', hours % 24, 'h'),
            (_, _, _, < 730) => $"{days}d",
            (_, _, _, < 2920) => Two(days / 365, 'y', days % 365, 'd'),
            _ => $"{days / 365}y",
        };
    }

    private static string Two(long major, char majorUnit, long minor, char minorUnit) =>
        minor == 0 ? $"{major}{majorUnit}" : $"{major}{majorUnit}{minor}{minorUnit}";
}
