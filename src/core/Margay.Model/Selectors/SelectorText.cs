namespace Margay.Model.Selectors;

/// <summary>How labels and values are written in the selector language.</summary>
internal static class SelectorText
{
    /// <summary>The most characters of a label's key.</summary>
    public const int MaxLabelLength = 512;

    /// <summary>Whether <paramref name="c"/> may be part of a label's key.</summary>
    public static bool IsLabelCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-';

    /// <summary>Whether <paramref name="key"/> can be written as a label.</summary>
    public static bool IsLabel(string key)
    {
        if (key.Length is 0 or > MaxLabelLength) return false;
        foreach (var c in key)
        {
            if (!IsLabelCharacter(c)) return false;
        }

        return true;
    }

    /// <summary>
    /// Whether <paramref name="value"/> can be written: the language has no escapes, so one quote must stay free.
    /// </summary>
    public static bool CanQuote(string value) => !value.Contains('"') || !value.Contains('\'');

    /// <summary>The value in double quotes, or in single ones if it has a double quote in it.</summary>
    public static string Quote(string value) => value.Contains('"') ? $"'{value}'" : $"\"{value}\"";
}
