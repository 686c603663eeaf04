using System.Buffers;

namespace Margay.Model.Validation;

/// <summary>The grammars of names in Kubernetes.</summary>
internal static class NameRules
{
    public const int MaxDnsLabelLength = 63;
    public const int MaxDnsSubdomainLength = 253;
    public const int MaxPortNameLength = 15;

    /// <summary>How to write a DNS label.</summary>
    public const string DnsLabelRemedy = "use at most 63 lower-case letters, digits and inner dashes";

    /// <summary>How to write a DNS subdomain.</summary>
    public const string DnsSubdomainRemedy = "use at most 253 lower-case letters, digits, inner dashes and dots";

    /// <summary>How to write the name of a port.</summary>
    public const string PortNameRemedy =
        "use at most 15 lower-case letters, digits and single inner dashes, with a letter among them";

    /// <summary>RFC 1123 label: lower-case letters, digits and inner dashes, at most 63.</summary>
    public static bool IsDnsLabel(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxDnsLabelLength || text[0] == '-' || text[^1] == '-') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        }

        return true;
    }

    /// <summary>
    /// RFC 1123 subdomain as Kubernetes takes it: parts like labels but of any length, joined by dots, at most 253.
    /// </summary>
    public static bool IsDnsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxDnsSubdomainLength) return false;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (part.Length == 0 || part[0] == '-' || part[^1] == '-') return false;
            if (part.IndexOfAnyExcept(LowerAlphanumericOrDash) >= 0) return false;
        }

        return true;
    }

    /// <summary>A label or annotation key: a name of at most 63, optionally after a subdomain and a slash.</summary>
    public static bool IsQualifiedName(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (slash >= 0 && !IsDnsSubdomain(text[..slash])) return false;
        var name = text[(slash + 1)..];
        return name.Length > 0 && IsLabelValue(name);
    }

    /// <summary>A label's value: empty, or at most 63 letters, digits and inner <c>-_.</c>.</summary>
    public static bool IsLabelValue(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return true;
        if (text.Length > MaxDnsLabelLength) return false;
        if (!char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1])) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) return false;
        }

        return true;
    }

    /// <summary>
    /// RFC 6335 service name: at most 15 lower-case letters, digits and single inner dashes, with a letter among them.
    /// </summary>
    public static bool IsPortName(ReadOnlySpan<char> text) =>
        text.Length <= MaxPortNameLength
        && IsDnsLabel(text)
        && text.IndexOfAnyInRange('a', 'z') >= 0
        && text.IndexOf("--", StringComparison.Ordinal) < 0;

    private static SearchValues<char> LowerAlphanumericOrDash { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
