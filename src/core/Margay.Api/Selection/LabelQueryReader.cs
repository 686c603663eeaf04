using System.Globalization;
using static Margay.Api.Selection.LabelQuery;

namespace Margay.Api.Selection;

/// <summary>Reads the grammar of label selector queries, as <c>k8s.io/apimachinery/pkg/labels</c> defines it.</summary>
internal sealed class LabelQueryReader(string text)
{
    private int _at;

    /// <summary>Why the text is no query; null if it is one.</summary>
    public string? Problem { get; private set; }

    public LabelQuery? Read()
    {
        var requirements = new List<Requirement>();
        SkipSpace();
        if (_at == text.Length) return Everything;
        do
        {
            if (ReadRequirement() is not { } requirement) return null;
            requirements.Add(requirement);
        }
        while (Take(","));

        if (_at == text.Length) return new LabelQuery(requirements);
        Problem = $"found '{text[_at]}' at position {_at + 1}, expected ',' or the end";
        return null;
    }

    private Requirement? ReadRequirement()
    {
        var negated = Take("!");
        var key = Word();
        if (key.Length == 0) return Fail<Requirement>("expected a label key");
        if (negated) return new Requirement.Exists(key, false);
        if (Take("!=")) return new Requirement.OneOf(key, [Word()], false);
        if (Take("==") || Take("=")) return new Requirement.OneOf(key, [Word()], true);
        if (Take(">")) return ReadBound(key, true);
        if (Take("<")) return ReadBound(key, false);
        var before = _at;
        switch (Word())
        {
            case "":
                return new Requirement.Exists(key, true);
            case "in":
                return ReadValues() is { } among ? new Requirement.OneOf(key, among, true) : null;
            case "notin":
                return ReadValues() is { } outside ? new Requirement.OneOf(key, outside, false) : null;
            default:
                _at = before;
                return Fail<Requirement>("expected '=', '!=', 'in', 'notin', '<' or '>'");
        }
    }

    private Requirement? ReadBound(string key, bool above) =>
        long.TryParse(Word(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
            ? new Requirement.Beyond(key, bound, above)
            : Fail<Requirement>("expected a whole number");

    private List<string>? ReadValues()
    {
        if (!Take("(")) return Fail<List<string>>("expected '('");
        var values = new List<string>();
        do values.Add(Word());
        while (Take(","));
        return Take(")") ? values : Fail<List<string>>("expected ')'");
    }

    private string Word()
    {
        var start = _at;
        while (_at < text.Length && !IsSpecial(text[_at])) _at++;
        var word = text[start.._at];
        SkipSpace();
        return word;
    }

    private bool Take(string token)
    {
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0) return false;
        _at += token.Length;
        SkipSpace();
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private T? Fail<T>(string expected)
        where T : class
    {
        Problem = $"{expected} at position {_at + 1}";
        return null;
    }

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '<' or '>' || char.IsWhiteSpace(c);
}
