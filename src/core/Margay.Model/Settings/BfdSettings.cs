using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Margay.Model.Settings;

/// <summary>BFD beside a session of BGP, as an annotation asks for it. Equal by value.</summary>
public sealed record BfdSettings
{
    /// <summary>The least that an interval may be.</summary>
    public static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>The most that an interval may be.</summary>
    public static readonly TimeSpan MostInterval = TimeSpan.FromSeconds(60);

    /// <summary>The least time between packets of this side.</summary>
    public TimeSpan MinTx { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The least time between packets that this side can receive.</summary>
    public TimeSpan MinRx { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>After how many packets that fail to come the session is down; 1 to 255.</summary>
    public byte Multiplier { get; init; } = 5;

    /// <summary>A failure is taken for a restart of the peer where it may be one, and its routes stay as long as that may take.</summary>
    public bool Graceful { get; init; } = true;
}

/// <summary>The annotation that asks for it: of a BGPPeer for its sessions, of BGPConfiguration <c>default</c> for those of the mesh.</summary>
public static class BfdAnnotation
{
    /// <summary>Its key.</summary>
    public const string Key = "margay.dev/bfd";

    /// <summary>What its value may be.</summary>
    public const string Remedy =
        "write enabled, disabled, or some of min-tx=300ms,min-rx=300ms (10ms to 60s),multiplier=5 (1 to 255),graceful=true";

    /// <summary>Reads a value of the annotation, null for none. False if it cannot be read: then nobody knows what was wanted.</summary>
    /// <param name="text"><c>enabled</c>, <c>disabled</c>, or parameters with commas between them, each once.</param>
    /// <param name="settings">Null for no BFD.</param>
    public static bool TryParse(string? text, out BfdSettings? settings)
    {
        settings = null;
        if (text is null or "disabled") return true;
        var read = new BfdSettings();
        var names = new HashSet<string>();
        foreach (var parameter in text == "enabled" ? [] : text.Split(','))
        {
            var parts = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [var name, var value] || !names.Add(name) || !TrySet(read, name, value, out read)) return false;
        }

        settings = read;
        return true;
    }

    private static bool TrySet(BfdSettings settings, string name, string value, [NotNullWhen(true)] out BfdSettings? set)
    {
        set = (name, value) switch
        {
            ("min-tx", _) when TryInterval(value, out var interval) => settings with { MinTx = interval },
            ("min-rx", _) when TryInterval(value, out var interval) => settings with { MinRx = interval },
            ("multiplier", _) when byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => settings with { Multiplier = number },
            ("graceful", "true" or "false") => settings with { Graceful = value == "true" },
            _ => null,
        };
        return set is not null;
    }

    private static bool TryInterval(string text, out TimeSpan interval) =>
        GoDuration.TryParse(text, out interval) && interval >= BfdSettings.LeastInterval && interval <= BfdSettings.MostInterval;
}
