namespace Margay.Model.Resources;

/// <summary>core/v1 Secret. Its text form, as of any record, does not say what is in it.</summary>
public sealed record Secret : Resource
{
    /// <summary>What it is for, as in <c>Opaque</c> or <c>kubernetes.io/tls</c>; it cannot be changed.</summary>
    public string? Type { get; init; }

    /// <summary>Its entries; base64 in JSON.</summary>
    public IReadOnlyDictionary<string, byte[]?>? Data { get; init; }

    /// <summary>Whether its entries can no longer be changed.</summary>
    public bool? Immutable { get; init; }
}
