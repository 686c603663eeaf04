using System.Buffers;
using System.Globalization;

namespace Margay.Model.Settings;

/// <summary>Durations as Kubernetes and Calico manifests write them: <c>1h30m</c>, <c>90s</c>, <c>1.5s</c>, <c>100ms</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>
    /// Parses a sequence of decimal numbers with units, with an optional sign, or a bare <c>0</c>. False for anything
    /// else and for what a <see cref="TimeSpan"/> cannot hold. Never throws.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var negative = text.StartsWith("-");
        var rest = negative || text.StartsWith("+") ? text[1..] : text;
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;

        double seconds = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0) return false;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits);
            var unit = letters < 0 ? rest : rest[..letters];
            if (!TryUnit(unit, out var factor)) return false;
            seconds += number * factor;
            rest = rest[unit.Length..];
        }

        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        duration = TimeSpan.FromSeconds(negative ? -seconds : seconds);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<char> text, out double seconds)
    {
        foreach (var (unit, factor) in Units)
        {
            if (!text.SequenceEqual(unit)) continue;
            seconds = factor;
            return true;
        }

        seconds = 0;
        return false;
    }
}
