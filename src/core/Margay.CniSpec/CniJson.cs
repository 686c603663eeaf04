using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Primitives;

namespace Margay.CniSpec;

/// <summary>The JSON of the CNI specification and of the agent's socket, generated at build time.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CniResult))]
[JsonSerializable(typeof(CniErrorText))]
[JsonSerializable(typeof(CniVersionText))]
[JsonSerializable(typeof(CniNetConf))]
[JsonSerializable(typeof(CniEnvelope))]
[JsonSerializable(typeof(CniReply))]
internal sealed partial class CniJson : JsonSerializerContext;

/// <summary>An address with the length of its prefix, host bits kept, as in <c>10.1.2.3/24</c>.</summary>
public readonly record struct AddressWithLength(IpAddr Address, int Length)
{
    /// <summary><c>4</c> or <c>6</c>.</summary>
    internal string FamilyDigit => Address.IsV4 ? "4" : "6";

    /// <summary>The address as a prefix of its own: a /32 or a /128.</summary>
    public static AddressWithLength OfHost(IpAddr address) => new(address, address.BitLength);

    /// <summary>Parses <c>address/length</c>. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressWithLength parsed)
    {
        parsed = default;
        var slash = text.IndexOf('/');
        if (slash < 0 || !Cidr.TryParse(text, out var cidr)) return false;
        if (!IpAddr.TryParse(text[..slash], out var address)) return false;
        parsed = new AddressWithLength(address, cidr.Length);
        return true;
    }

    /// <summary><c>address/length</c>.</summary>
    public override string ToString() => $"{Address}/{Length}";
}

internal sealed class AddressWithLengthConverter : JsonConverter<AddressWithLength>
{
    public override AddressWithLength Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && AddressWithLength.TryParse(reader.GetString(), out var parsed)
            ? parsed
            : throw new JsonException("expected an address with a prefix length, as in 10.1.2.3/24");

    public override void Write(Utf8JsonWriter writer, AddressWithLength value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class IpAddrConverter : JsonConverter<IpAddr>
{
    public override IpAddr Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && IpAddr.TryParse(reader.GetString(), out var address)
            ? address
            : throw new JsonException("expected an IP address");

    public override void Write(Utf8JsonWriter writer, IpAddr value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class CidrConverter : JsonConverter<Cidr>
{
    public override Cidr Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Cidr.TryParse(reader.GetString(), out var cidr)
            ? cidr
            : throw new JsonException("expected a prefix, as in 0.0.0.0/0");

    public override void Write(Utf8JsonWriter writer, Cidr value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A boolean that may be written as the text "true" or "false", as Calico's IPAM section has it.</summary>
internal sealed class TextualBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False) return reader.GetBoolean();
        return reader.TokenType == JsonTokenType.String && bool.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException("expected true or false");
    }

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) =>
        writer.WriteBooleanValue(value);
}
