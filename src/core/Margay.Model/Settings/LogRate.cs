using System.Globalization;

namespace Margay.Model.Settings;

/// <summary>A unit of time, by its seconds.</summary>
public enum RateUnit : uint
{
    /// <summary>A second.</summary>
    Second = 1,

    /// <summary>A minute.</summary>
    Minute = 60,

    /// <summary>An hour.</summary>
    Hour = 3600,

    /// <summary>A day.</summary>
    Day = 86400,
}

/// <summary>How many lines Log rules may write.</summary>
/// <param name="Rate">How many in a unit of time; at least 1.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Burst">How many more at once.</param>
public readonly record struct LogRate(uint Rate, RateUnit Unit, uint Burst)
{
    /// <summary>Calico's burst.</summary>
    public const uint DefaultBurst = 5;

    /// <summary>Reads <c>10/second</c>; false when it is no such rate. Never throws.</summary>
    public static bool TryParse(string? text, uint burst, out LogRate rate)
    {
        rate = default;
        if (text?.Split('/') is not [var number, var unit]) return false;
        if (!uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
            return false;
        if (!Enum.TryParse<RateUnit>(unit, ignoreCase: true, out var known) || !Enum.IsDefined(known)) return false;
        rate = new LogRate(count, known, burst);
        return true;
    }
}
