namespace Margay.Tests.Property.Policy;

/// <summary>
/// How long random histories are looked for: MARGAY_SOAK_MINUTES makes each test go on for so long, with a new seed each
/// time; without it each runs a fixed number of histories.
/// </summary>
internal static class Soak
{
    /// <summary>Seconds for each test; 0 when its number of histories counts.</summary>
    public static int Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MARGAY_SOAK_MINUTES"), out var minutes) && minutes > 0 ? minutes * 60 : 0;

    /// <summary>How many histories a test runs; -1 when its time counts.</summary>
    public static int Histories(int usually) => Seconds > 0 ? -1 : usually;

    /// <summary>How long a test runs, in seconds; -1 when its number of histories counts.</summary>
    public static int Time => Seconds > 0 ? Seconds : -1;
}
