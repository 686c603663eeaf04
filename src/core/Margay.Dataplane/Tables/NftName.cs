using System.Security.Cryptography;
using System.Text;

namespace Margay.Dataplane.Tables;

/// <summary>Names of chains and sets that the kernel takes and that nft's own grammar can read back.</summary>
/// <remarks>
/// The grammar: a letter first, then letters, digits and <c>/ \ _ . -</c>. A text that does not fit is made to fit and
/// gets a hash of the whole, strong enough that nobody can choose a policy name that lands on another one's chain.
/// </remarks>
public static class NftName
{
    /// <summary>The longest name given out; the kernel takes 255, nft 1.0 prints at least 127.</summary>
    public const int MaxLength = 120;

    private const int HashBytes = 16;
    private const int HashLength = 1 + (2 * HashBytes);

    /// <summary>
    /// The name for <paramref name="text"/> below <paramref name="prefix"/>, which begins with a letter.
    /// </summary>
    public static string Of(string prefix, string text)
    {
        if (prefix.Length + text.Length <= MaxLength && text.All(IsAllowed)) return prefix + text;
        var kept = text[..Math.Min(text.Length, MaxLength - prefix.Length - HashLength)];
        return $"{prefix}{string.Concat(kept.Select(c => IsAllowed(c) ? c : '_'))}-{HashOf(text)}";
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '.' or '-';

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
