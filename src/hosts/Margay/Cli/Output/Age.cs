namespace Margay.Host.Cli.Output;

/// <summary>Durations as kubectl prints them: two units at most, and one where the second no longer matters.</summary>
internal static class Age
{
    /// <summary>The time since <paramref name="then"/>, or <c>&lt;unknown&gt;</c>.</summary>
    public static string Since(DateTimeOffset? then, DateTimeOffset now) =>
        then is { } start ? Format(now - start) : "<unknown>";

    /// <summary><c>45s</c>, <c>3m20s</c>, <c>5h</c>, <c>2d4h</c>, <c>400d</c>, <c>3y</c>.</summary>
    /// <remarks>A clock that is a second ahead of the server's is no reason for an alarm.</remarks>
    public static string Format(TimeSpan age)
    {
        var seconds = (long)age.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 120) return $"{Math.Max(seconds, 0)}s";
        var minutes = seconds / 60;
        if (minutes < 10) return Pair(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return $"{minutes}m";
        var hours = minutes / 60;
        if (hours < 8) return Pair(hours, "h", minutes % 60, "m");
        if (hours < 48) return $"{hours}h";
        var days = hours / 24;
        if (days < 8) return Pair(days, "d", hours % 24, "h");
        if (days < 2 * 365) return $"{days}d";
        return days < 8 * 365 ? Pair(days / 365, "y", days % 365, "d") : $"{days / 365}y";
    }

    private static string Pair(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
