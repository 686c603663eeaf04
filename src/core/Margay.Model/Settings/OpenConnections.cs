namespace Margay.Model.Settings;

/// <summary>What a change of policy means for connections that are open and that it would no longer allow.</summary>
public enum OpenConnections : byte
{
    /// <summary>They go on, as with Calico.</summary>
    Keep,

    /// <summary>They are judged again and cut.</summary>
    Rejudge,
}

/// <summary>The annotation that says so: of a policy for itself, of a FelixConfiguration for the others.</summary>
public static class OpenConnectionsAnnotation
{
    /// <summary>Its key; the values are <c>keep</c> and <c>rejudge</c>.</summary>
    public const string Key = "margay.dev/open-connections";

    /// <summary>What annotations say; null if nothing, or nothing that can be read.</summary>
    public static OpenConnections? Read(IReadOnlyDictionary<string, string>? annotations) =>
        annotations?.GetValueOrDefault(Key) is { } text && TryParse(text, out var choice) ? choice : null;

    /// <summary>Reads a value of the annotation.</summary>
    public static bool TryParse(string text, out OpenConnections choice)
    {
        choice = text.Equals("rejudge", StringComparison.OrdinalIgnoreCase) ? OpenConnections.Rejudge : OpenConnections.Keep;
        return choice == OpenConnections.Rejudge || text.Equals("keep", StringComparison.OrdinalIgnoreCase);
    }
}
