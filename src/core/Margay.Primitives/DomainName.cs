using System.Diagnostics.CodeAnalysis;

namespace Margay.Primitives;

/// <summary>
/// A domain name as DNS compares it (RFC 1035, RFC 4343): lower case, without the last dot. <c>default</c> is the root, which
/// no pattern means. Order: that of the text.
/// </summary>
public readonly record struct DomainName : IComparable<DomainName>
{
    /// <summary>The longest name as text (RFC 1035, section 3.1: 255 bytes on the wire).</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    private readonly string? _text;

    private DomainName(string text) => _text = text;

    /// <summary>The name, as in <c>www.example.com</c>.</summary>
    public string Text => _text ?? "";

    /// <summary>Reads labels of letters, digits, <c>-</c> and <c>_</c>, joined by dots; one last dot may follow.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DomainName name)
    {
        name = default;
        if (text is [.., '.']) text = text[..^1];
        if (text.Length is 0 or > MaxLength) return false;
        foreach (var range in text.Split('.'))
        {
            if (!IsLabel(text[range])) return false;
        }

        name = new DomainName(text.ToString().ToLowerInvariant());
        return true;
    }

    /// <summary>The name of a text that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is no domain name");

    /// <summary>The name without its first label; false if there is only one.</summary>
    public bool TryParent(out DomainName parent)
    {
        var dot = Text.IndexOf('.');
        parent = dot < 0 ? default : new DomainName(Text[(dot + 1)..]);
        return dot >= 0;
    }

    /// <inheritdoc/>
    public int CompareTo(DomainName other) => string.CompareOrdinal(Text, other.Text);

    /// <summary>The name.</summary>
    public override string ToString() => Text;

    /// <remarks>The dash may stand at the ends: such names resolve, whatever RFC 952 says.</remarks>
    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabelLength) return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }
}

/// <summary>One name, or (<c>*.example.com</c>) every name below one, at any depth, and not that one itself.</summary>
public readonly record struct DomainPattern : IComparable<DomainPattern>
{
    private DomainPattern(DomainName name, bool isBelow) => (Name, IsBelow) = (name, isBelow);

    /// <summary>The name, or the one that what is meant lies below.</summary>
    public DomainName Name { get; }

    /// <summary>Whether the names below <see cref="Name"/> are meant.</summary>
    public bool IsBelow { get; }

    /// <summary>Exactly this name.</summary>
    public static DomainPattern Exactly(DomainName name) => new(name, false);

    /// <summary>Every name below this one.</summary>
    public static DomainPattern Below(DomainName name) => new(name, true);

    /// <summary>Reads a name of at least two labels, each with a letter or digit at both ends, after <c>*.</c> or alone.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DomainPattern pattern)
    {
        pattern = default;
        if (text is null) return false;
        var isBelow = text.StartsWith("*.", StringComparison.Ordinal);
        if (!DomainName.TryParse(isBelow ? text.AsSpan(2) : text, out var name) || !name.Text.Contains('.')) return false;
        foreach (var range in name.Text.AsSpan().Split('.'))
        {
            var label = name.Text.AsSpan(range);
            if (!char.IsAsciiLetterOrDigit(label[0]) || !char.IsAsciiLetterOrDigit(label[^1])) return false;
        }

        pattern = new DomainPattern(name, isBelow);
        return true;
    }

    /// <summary>The pattern of a text that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DomainPattern Parse(string text) =>
        TryParse(text, out var pattern) ? pattern : throw new FormatException($"'{text}' is no domain name and no pattern");

    /// <summary>The patterns that mean a name: itself, and each that it is below.</summary>
    public static IEnumerable<DomainPattern> Meaning(DomainName name)
    {
        yield return Exactly(name);
        while (name.TryParent(out name)) yield return Below(name);
    }

    /// <summary>Whether the pattern means the name.</summary>
    public bool Matches(DomainName name)
    {
        if (!IsBelow) return name == Name;
        return name.Text.Length > Name.Text.Length + 1
            && name.Text[^(Name.Text.Length + 1)] == '.'
            && name.Text.EndsWith(Name.Text, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public int CompareTo(DomainPattern other)
    {
        var order = Name.CompareTo(other.Name);
        return order != 0 ? order : IsBelow.CompareTo(other.IsBelow);
    }

    /// <summary>The pattern as it is written.</summary>
    public override string ToString() => IsBelow ? $"*.{Name}" : Name.ToString();
}
