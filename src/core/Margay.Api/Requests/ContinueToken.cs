using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Margay.Api.Storage;

namespace Margay.Api.Requests;

/// <summary>Where one page of a list ended.</summary>
/// <remarks>
/// Every page carries the revision of the first, though later pages show later states: a watch from that revision then
/// repeats what the pages may already have shown, and misses nothing.
/// </remarks>
/// <param name="Revision">The revision of the first page.</param>
/// <param name="Last">The last object of the page.</param>
public sealed record ContinueToken(long Revision, ObjectName Last)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null text is no token and no problem.</summary>
    public static bool TryParse(string? text, out ContinueToken? token, [NotNullWhen(false)] out string? problem)
    {
        (token, problem) = (null, null);
        if (text is null) return true;
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('/') is [var revision, var ns, var name]
            && long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            token = new ContinueToken(number, new ObjectName(ns, name));
            return true;
        }

        problem = "continue: not a token that this server has given out";
        return false;
    }

    /// <summary>The token as a URL parameter.</summary>
    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Revision}/{Last.Namespace}/{Last.Name}")).Replace('+', '-').Replace('/', '_');
}
