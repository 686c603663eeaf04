using System.Diagnostics.CodeAnalysis;

namespace Margay.Api.Requests;

/// <summary>What happens to members of a body that the kind does not have.</summary>
public enum FieldValidation
{
    /// <summary>They are dropped.</summary>
    Ignore,

    /// <summary>They are dropped, and the reply carries a warning for each.</summary>
    Warn,

    /// <summary>They are a fault.</summary>
    Strict,
}

/// <summary>The options of a create, update, patch or delete.</summary>
/// <param name="DryRun">Everything happens but the write itself.</param>
/// <param name="FieldValidation">How unknown members are treated.</param>
public sealed record WriteOptions(bool DryRun, FieldValidation FieldValidation)
{
    /// <summary>Reads the options from a URL; without them, a write is real and warns.</summary>
    public static bool TryParse(
        QueryParameters query, [NotNullWhen(true)] out WriteOptions? options, [NotNullWhen(false)] out string? problem)
    {
        (options, problem) = (query["dryRun"], query["fieldValidation"]) switch
        {
            (not (null or "All"), _) => (null, $"dryRun: '{query["dryRun"]}' is not supported; the only value is All"),
            (var dryRun, null or "Warn") => (new WriteOptions(dryRun is not null, FieldValidation.Warn), null),
            (var dryRun, "Ignore") => (new WriteOptions(dryRun is not null, FieldValidation.Ignore), null),
            (var dryRun, "Strict") => (new WriteOptions(dryRun is not null, FieldValidation.Strict), null),
            (_, var other) => ((WriteOptions?)null, $"fieldValidation: '{other}' is not supported; there are Ignore, Warn and Strict"),
        };
        return options is not null;
    }
}
