using System.Security.Cryptography;
using System.Text;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>The resource names of blocks, affinities and handles: Calico's, so that its tools find their way.</summary>
public static class IpamNames
{
    /// <summary>The longest resource name (RFC 1123 subdomain).</summary>
    private const int MaxLength = 253;

    private const int DigestLength = 10;

    /// <summary>The block's prefix with <c>.</c>, <c>:</c> and <c>/</c> as dashes: <c>10-65-0-0-26</c>, <c>fd00-10---122</c>.</summary>
    public static string OfBlock(Cidr cidr) => cidr.ToString().Replace('.', '-').Replace(':', '-').Replace('/', '-');

    /// <summary><c>NODE-BLOCK</c>; a digest replaces the end of one that would be too long.</summary>
    public static string OfAffinity(string node, Cidr cidr)
    {
        var name = $"{node}-{OfBlock(cidr)}";
        return name.Length <= MaxLength ? name : WithDigest(name, name);
    }

    /// <summary>
    /// The handle itself where it is a valid resource name. Otherwise in lower case, with a dash for each character that
    /// a name cannot have, and a digest of the handle at the end, so that two handles never share a name.
    /// </summary>
    public static string OfHandle(HandleId handle)
    {
        var text = handle.ToString();
        if (IsName(text)) return text;
        var letters = text.ToLowerInvariant().Select(letter => IsNameLetter(letter) ? letter : '-');
        return WithDigest(string.Concat(letters).Trim('-', '.'), text);
    }

    private static string WithDigest(string name, string of)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..DigestLength];
        var kept = name[..Math.Min(name.Length, MaxLength - DigestLength - 1)].Trim('-', '.');
        return kept.Length == 0 ? digest : $"{kept}-{digest}";
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(IsNameLetter) && !text.Contains("..", StringComparison.Ordinal)
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && !text.Contains(".-", StringComparison.Ordinal) && !text.Contains("-.", StringComparison.Ordinal);

    private static bool IsNameLetter(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.';
}
