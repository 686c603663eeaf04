using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Margay.Model.Selectors;

/// <summary>How labels and values are written in the selector language.</summary>
internal static class SelectorText
{
    /// <summary>The most characters of a label's key.</summary>
    public const int MaxLabelLength = 512;

    /// <summary>The characters of a label's key.</summary>
    public static SearchValues<char> LabelCharacters { get; } =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-");

    /// <summary>Whether <paramref name="c"/> may be part of a label's key.</summary>
    public static bool IsLabelCharacter(char c) => LabelCharacters.Contains(c);

    /// <summary>Whether <paramref name="key"/> can be written as a label.</summary>
    public static bool IsLabel(string key) =>
        key.Length is > 0 and <= MaxLabelLength && !key.AsSpan().ContainsAnyExcept(LabelCharacters);

    /// <summary>
    /// Whether <paramref name="value"/> can be written: the language has no escapes, so one quote must stay free.
    /// </summary>
    public static bool CanQuote(string value) => !value.Contains('"') || !value.Contains('\'');

    /// <summary>Adds the value in double quotes, or in single ones if it has a double quote in it.</summary>
    public static StringBuilder AppendQuoted(this StringBuilder text, string value)
    {
        var quote = value.Contains('"') ? '\'' : '"';
        return text.Append(quote).Append(value).Append(quote);
    }

    /// <summary>Adds the values in braces.</summary>
    public static StringBuilder AppendSet(this StringBuilder text, ValueSet values)
    {
        text.Append('{');
        for (var i = 0; i < values.Sorted.Count; i++) text.Append(i == 0 ? "" : ", ").AppendQuoted(values.Sorted[i]);
        return text.Append('}');
    }

    /// <summary>Adds the operands in parentheses, with the operator between them.</summary>
    public static StringBuilder AppendGroup(this StringBuilder text, ImmutableArray<Selector> operands, string between)
    {
        text.Append('(');
        for (var i = 0; i < operands.Length; i++) operands[i].WriteTo(text.Append(i == 0 ? "" : between));
        return text.Append(')');
    }
}
