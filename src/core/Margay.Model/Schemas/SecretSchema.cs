using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>core/v1 Secret.</summary>
internal static class SecretSchema
{
    public static IReadOnlyList<Property> Members { get; } =
    [
        Text("type", "What the secret is for, as in Opaque or kubernetes.io/tls. It cannot be changed.", defaultsTo: "Opaque"),
        Map("data", "Entries of the secret, each in base64; 1 MiB in all.", new StringSchema { Format = Formats.Base64, IsSecret = true }),
        Map(
            "stringData",
            "Entries as plain text, for writing only: the server puts them into data, where they win over entries of the same key.",
            new StringSchema { IsSecret = true }),
        Flag("immutable", "Whether the entries can no longer be changed; it cannot be taken back."),
    ];
}
