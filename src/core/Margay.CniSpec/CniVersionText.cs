using System.Text.Json;
using System.Text.Json.Serialization;

namespace Margay.CniSpec;

/// <summary>The answer to VERSION.</summary>
/// <param name="CniVersion">The version this answer is written in.</param>
/// <param name="SupportedVersions">Every version that is spoken.</param>
public sealed record CniVersionText(
    [property: JsonPropertyName("cniVersion")] string CniVersion,
    [property: JsonPropertyName("supportedVersions")] IReadOnlyList<string> SupportedVersions)
{
    /// <summary>The JSON the plugin prints, in the version asked for, or the newest when that is not spoken.</summary>
    /// <param name="config">The plugin's standard input; anything unreadable counts as no version asked for.</param>
    public static byte[] ToJson(ReadOnlySpan<byte> config)
    {
        var version = CniVersions.TryParse(VersionOf(config), out var asked) ? asked : CniVersions.Newest;
        var text = new CniVersionText(version.ToText(), CniVersions.Supported);
        return JsonSerializer.SerializeToUtf8Bytes(text, CniJson.Default.CniVersionText);
    }

    /// <summary>
    /// The <c>cniVersion</c> of a configuration that may be wrong otherwise; null when there is none.
    /// </summary>
    public static string? VersionOf(ReadOnlySpan<byte> config)
    {
        try
        {
            var reader = new Utf8JsonReader(config);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isVersion = reader.ValueTextEquals("cniVersion"u8);
                if (!reader.Read()) return null;
                if (isVersion) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }
}
