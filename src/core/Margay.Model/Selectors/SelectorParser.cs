using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Margay.Model.Selectors;

/// <summary>
/// Recursive descent over the text of a selector. Operators are words only where an operator is expected.
/// </summary>
internal ref struct SelectorParser
{
    /// <summary>
    /// The most parentheses that may be open at once; it bounds the stack that hostile text can take.
    /// </summary>
    private const int MaxNesting = 512;

    private readonly string _text;
    private int _position;
    private int _nesting;
    private List<Selector>? _operands;
    private SelectorFault _fault;

    private SelectorParser(string text) => _text = text;

    public static bool TryParse(string text, [NotNullWhen(true)] out Selector? selector, out SelectorFault fault)
    {
        var parser = new SelectorParser(text);
        selector = parser.ParseWhole();
        fault = parser._fault;
        return selector is not null;
    }

    private readonly bool AtEnd => _position == _text.Length;

    private readonly char Next => AtEnd ? '\0' : _text[_position];

    private Selector? ParseWhole()
    {
        SkipBlanks();
        if (AtEnd) return Selector.All;
        var selector = ParseOr();
        if (selector is null || AtEnd) return selector;
        return Fail("expected && or || or the end of the selector");
    }

    private Selector? ParseOr()
    {
        if (ParseAnd() is not { } first) return null;
        if (Next != '|') return first;
        var start = Push(first);
        while (Next == '|')
        {
            if (!TrySkip("||")) return Fail("expected ||");
            if (ParseAnd() is not { } operand) return null;
            Push(operand);
        }

        return new OrNode(PopFrom(start));
    }

    private Selector? ParseAnd()
    {
        if (ParseNegation() is not { } first) return null;
        if (Next != '&') return first;
        var start = Push(first);
        while (Next == '&')
        {
            if (!TrySkip("&&")) return Fail("expected &&");
            if (ParseNegation() is not { } operand) return null;
            Push(operand);
        }

        return new AndNode(PopFrom(start));
    }

    private Selector? ParseNegation()
    {
        var negated = false;
        SkipBlanks();
        while (TrySkip('!')) negated = !negated;
        var operand = ParsePrimary();
        return operand is not null && negated ? new NotNode(operand) : operand;
    }

    private Selector? ParsePrimary()
    {
        if (Next == '(') return ParseGroup();
        var start = _position;
        if (!TrySkipLabel()) return null;
        var label = _text.AsSpan(start, _position - start);
        if (Next == '(')
        {
            switch (label)
            {
                case "has": return ParseHas();
                case "all": return ParseNoArguments(Selector.All);
                case "global": return ParseNoArguments(new GlobalNode());
                default:
                    _position = start;
                    return Fail($"'{label}(' is no function: there are has(), all() and global()");
            }
        }

        SkipBlanks();
        return ParseOperation(label.ToString());
    }

    private Selector? ParseGroup()
    {
        if (_nesting == MaxNesting) return Fail($"more than {MaxNesting} parentheses are open");
        _nesting++;
        TrySkip('(');
        if (ParseOr() is not { } inner) return null;
        _nesting--;
        return TrySkip(')') ? inner : Fail("expected )");
    }

    private Selector? ParseHas()
    {
        TrySkip('(');
        var start = _position;
        if (!TrySkipLabel()) return null;
        var label = _text[start.._position];
        SkipBlanks();
        return TrySkip(')') ? new HasNode(label) : Fail("expected ) after the label of has(");
    }

    private Selector? ParseNoArguments(Selector selector)
    {
        TrySkip('(');
        return TrySkip(')') ? selector : Fail("expected )");
    }

    private Selector? ParseOperation(string label) => Next switch
    {
        '=' when TrySkip("==") => ReadString() is { } value ? new EqualNode(label, value) : null,
        '!' when TrySkip("!=") => ReadString() is { } value ? new NotEqualNode(label, value) : null,
        'c' when TrySkipWord("contains") => ReadString() is { } part ? new ContainsNode(label, part) : null,
        's' when TrySkipWords("starts", "with") => ReadString() is { } part ? new StartsWithNode(label, part) : null,
        'e' when TrySkipWords("ends", "with") => ReadString() is { } part ? new EndsWithNode(label, part) : null,
        'n' when TrySkipWords("not", "in") => ReadSet() is { } values ? new NotInNode(label, values) : null,
        'i' when TrySkipWord("in") => ReadSet() is { } values ? new InNode(label, values) : null,
        _ => Fail($"expected an operator after '{label}': ==, !=, in, not in, contains, starts with or ends with"),
    };

    /// <summary>Goes on to the end of the label that begins here; stays, with a fault, if there is none.</summary>
    private bool TrySkipLabel()
    {
        var rest = _text.AsSpan(_position);
        var length = rest.IndexOfAnyExcept(SelectorText.LabelCharacters) is var end and >= 0 ? end : rest.Length;
        if (length is > 0 and <= SelectorText.MaxLabelLength)
        {
            _position += length;
            return true;
        }

        Fail(length == 0
            ? "expected a label, has(, all(, global() or ("
            : $"a label has at most {SelectorText.MaxLabelLength} characters");
        return false;
    }

    private string? ReadString()
    {
        var quote = Next;
        if (quote is not ('"' or '\''))
        {
            Fail("expected a value in quotes");
            return null;
        }

        var end = _text.IndexOf(quote, _position + 1);
        if (end < 0)
        {
            Fail("the quote that begins here is never closed");
            return null;
        }

        var value = _text[(_position + 1)..end];
        _position = end + 1;
        SkipBlanks();
        return value;
    }

    private ValueSet? ReadSet()
    {
        if (!TrySkip('{'))
        {
            Fail("expected { and a list of values in quotes");
            return null;
        }

        var values = new List<string>();
        while (Next is '"' or '\'')
        {
            if (ReadString() is not { } value) return null;
            values.Add(value);
            if (!TrySkip(',')) break;
        }

        if (TrySkip('}')) return new ValueSet(values);
        Fail("expected a value in quotes, or } after the last one");
        return null;
    }

    private bool TrySkipWords(string first, string second)
    {
        var start = _position;
        if (_text.AsSpan(_position).StartsWith(first, StringComparison.Ordinal))
        {
            _position += first.Length;
            SkipBlanks();
            if (TrySkipWord(second)) return true;
        }

        _position = start;
        return false;
    }

    private bool TrySkipWord(string word)
    {
        var end = _position + word.Length;
        var endsHere = end >= _text.Length || !SelectorText.IsLabelCharacter(_text[end]);
        return endsHere && TrySkip(word);
    }

    private bool TrySkip(string token)
    {
        if (!_text.AsSpan(_position).StartsWith(token, StringComparison.Ordinal)) return false;
        _position += token.Length;
        SkipBlanks();
        return true;
    }

    private bool TrySkip(char token)
    {
        if (AtEnd || Next != token) return false;
        _position++;
        SkipBlanks();
        return true;
    }

    /// <summary>Keeps an operand until its group is complete; gives its place.</summary>
    private int Push(Selector operand)
    {
        _operands ??= [];
        _operands.Add(operand);
        return _operands.Count - 1;
    }

    private readonly ImmutableArray<Selector> PopFrom(int start)
    {
        var operands = _operands!;
        var popped = ImmutableCollectionsMarshal.AsImmutableArray(CollectionsMarshal.AsSpan(operands)[start..].ToArray());
        operands.RemoveRange(start, operands.Count - start);
        return popped;
    }

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t') _position++;
    }

    private Selector? Fail(string message)
    {
        _fault = new SelectorFault(_position, message);
        return null;
    }
}
