using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Margay.CniSpec;

/// <summary>The agent's answer to one call.</summary>
public abstract record CniResponse
{
    private CniResponse()
    {
    }

    /// <summary>Done. <see cref="Result"/> is there for ADD and null for the commands that have none.</summary>
    public sealed record Success(CniResult? Result) : CniResponse;

    /// <summary>Refused.</summary>
    public sealed record Failure(CniError Error) : CniResponse;
}

/// <summary>One call on the agent's socket: the plugin's environment and its configuration as they came.</summary>
internal sealed record CniEnvelope(
    [property: JsonPropertyName("environment")] CniEnvironment Environment,
    [property: JsonPropertyName("config")] JsonElement Config);

/// <summary>One answer on the agent's socket.</summary>
internal sealed record CniReply(
    [property: JsonPropertyName("result")] CniResult? Result = null,
    [property: JsonPropertyName("error")] CniError? Error = null);

/// <summary>
/// What the plugin and the agent say to each other over a unix stream socket: one frame there, one frame back. A
/// frame is the length of what follows (four bytes, little-endian) and JSON. With the first byte of a call travels a
/// descriptor of the container's network namespace (SCM_RIGHTS), unless the namespace is gone already.
/// </summary>
public static class AgentProtocol
{
    /// <summary>Bytes in front of the JSON.</summary>
    public const int PrefixLength = 4;

    /// <summary>The longest JSON that either side takes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The length that a prefix announces; false when it is beyond <see cref="MaxLength"/> or zero.</summary>
    public static bool TryReadPrefix(ReadOnlySpan<byte> prefix, out int length)
    {
        var announced = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        length = announced is > 0 and <= MaxLength ? (int)announced : 0;
        return length > 0;
    }

    /// <summary>
    /// The frame of a call. The configuration must be JSON: <see cref="CniRequest.TryParse"/> has read it.
    /// </summary>
    public static byte[] EncodeCall(CniEnvironment environment, ReadOnlySpan<byte> config)
    {
        var reader = new Utf8JsonReader(config);
        var envelope = new CniEnvelope(environment, JsonElement.ParseValue(ref reader));
        return Frame(JsonSerializer.SerializeToUtf8Bytes(envelope, CniJson.Default.CniEnvelope));
    }

    /// <summary>Reads and checks the JSON of a call. Never throws.</summary>
    public static bool TryDecodeCall(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out CniRequest? request,
        [NotNullWhen(false)] out CniError? error)
    {
        request = null;
        try
        {
            if (JsonSerializer.Deserialize(json, CniJson.Default.CniEnvelope) is { } envelope)
            {
                var config = JsonSerializer.SerializeToUtf8Bytes(envelope.Config, CniJson.Default.JsonElement);
                return CniRequest.TryParse(envelope.Environment, config, out request, out error);
            }

            error = new CniError(CniErrorCode.Decoding, "the call is null");
        }
        catch (JsonException malformed)
        {
            error = new CniError(CniErrorCode.Decoding, "the call cannot be read", malformed.Message);
        }

        return false;
    }

    /// <summary>The frame of an answer.</summary>
    public static byte[] EncodeAnswer(CniResponse response)
    {
        var reply = response switch
        {
            CniResponse.Success(var result) => new CniReply(Result: result),
            CniResponse.Failure(var error) => new CniReply(Error: error),
            _ => throw new UnreachableException(),
        };
        return Frame(JsonSerializer.SerializeToUtf8Bytes(reply, CniJson.Default.CniReply));
    }

    /// <summary>Reads the JSON of an answer; one that cannot be read is a failure that says so. Never throws.</summary>
    public static CniResponse DecodeAnswer(ReadOnlySpan<byte> json)
    {
        try
        {
            var reply = JsonSerializer.Deserialize(json, CniJson.Default.CniReply);
            return reply?.Error is { } error ? new CniResponse.Failure(error) : new CniResponse.Success(reply?.Result);
        }
        catch (JsonException malformed)
        {
            return new CniResponse.Failure(
                new CniError(CniErrorCode.InputOutput, "the agent's answer cannot be read", malformed.Message));
        }
    }

    private static byte[] Frame(byte[] json)
    {
        var frame = new byte[PrefixLength + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, PrefixLength);
        return frame;
    }
}
