using System.Buffers;
using System.Globalization;

namespace Margay.Model.Validation;

/// <summary>
/// Durations as Go writes them and Kubernetes' and Calico's resources hold them: <c>90s</c>, <c>1h30m</c>, <c>1.5s</c>.
/// </summary>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("µs", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a duration that is not negative; less than 100 ns is cut off. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0") return true;
        if (text.IsEmpty) return false;
        var ticks = 0m;
        while (!text.IsEmpty)
        {
            if (!TryReadPart(ref text, out var part)) return false;
            ticks += part;
            if (ticks > TimeSpan.MaxValue.Ticks) return false;
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> text, out decimal ticks)
    {
        ticks = 0;
        var digits = text.IndexOfAnyExcept(NumberCharacters);
        if (digits <= 0) return false;
        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text[..digits], style, CultureInfo.InvariantCulture, out var number)) return false;
        text = text[digits..];
        foreach (var (unit, size) in Units)
        {
            if (!text.StartsWith(unit, StringComparison.Ordinal)) continue;
            if (text.Length > unit.Length && !NumberCharacters.Contains(text[unit.Length])) continue;
            if (number > TimeSpan.MaxValue.Ticks / size) return false;
            ticks = number * size;
            text = text[unit.Length..];
            return true;
        }

        return false;
    }
}
