using System.Text.Json;
using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>Reads an AS number from a JSON number or from text; writes a JSON number.</summary>
public sealed class AsNumberConverter : JsonConverter<AsNumber>
{
    /// <inheritdoc/>
    public override AsNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetUInt32(out var value) => new AsNumber(value),
            JsonTokenType.String when AsNumber.TryParse(reader.GetString(), out var number) => number,
            _ => throw new JsonException("expected an AS number"),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AsNumber value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);
}
