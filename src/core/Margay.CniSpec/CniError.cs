using System.Text.Json;
using System.Text.Json.Serialization;

namespace Margay.CniSpec;

/// <summary>Error codes of the CNI specification; 100 and above are the plugin's own.</summary>
public static class CniErrorCode
{
    /// <summary>The configuration asks for a version that is not spoken.</summary>
    public const int IncompatibleVersion = 1;

    /// <summary>A field has a value that is not supported.</summary>
    public const int UnsupportedField = 2;

    /// <summary>The container is unknown: the runtime has nothing to clean up.</summary>
    public const int UnknownContainer = 3;

    /// <summary>A CNI_ variable is missing or malformed.</summary>
    public const int InvalidEnvironment = 4;

    /// <summary>Reading or writing failed.</summary>
    public const int InputOutput = 5;

    /// <summary>The configuration is not JSON of the right shape.</summary>
    public const int Decoding = 6;

    /// <summary>The configuration is JSON of the right shape and still wrong.</summary>
    public const int InvalidNetworkConfig = 7;

    /// <summary>A passing condition: the runtime should try again later.</summary>
    public const int TryAgainLater = 11;

    /// <summary>STATUS: ADD cannot be served.</summary>
    public const int NotAvailable = 50;

    /// <summary>Margay's own: something unexpected inside the agent.</summary>
    public const int Internal = 100;
}

/// <summary>A refusal as the runtime sees it.</summary>
/// <param name="Code">One of <see cref="CniErrorCode"/>.</param>
/// <param name="Message">What is wrong, in one line.</param>
/// <param name="Details">More about it; null when there is no more to say.</param>
public sealed record CniError(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("msg")] string Message,
    [property: JsonPropertyName("details")] string? Details = null)
{
    /// <summary>The JSON the plugin prints, in the words of <paramref name="version"/>.</summary>
    public byte[] ToJson(string version)
    {
        var text = new CniErrorText(version, Code, Message, Details);
        return JsonSerializer.SerializeToUtf8Bytes(text, CniJson.Default.CniErrorText);
    }
}

/// <summary>An error with its version, as it is printed.</summary>
internal sealed record CniErrorText(
    [property: JsonPropertyName("cniVersion")] string CniVersion,
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("msg")] string Message,
    [property: JsonPropertyName("details")] string? Details);
