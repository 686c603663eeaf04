using System.Diagnostics.CodeAnalysis;
using System.Text;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Selectors;

/// <summary>An expression over labels, in Calico's selector language. Immutable; parsed once, matched often.</summary>
/// <remarks>
/// Equality is equality of <see cref="Canonical"/>, which names one expression only: a label or value that could not be
/// written in the language never becomes part of a selector.
/// </remarks>
public abstract class Selector : IEquatable<Selector>
{
    private string? _canonical;

    private protected Selector()
    {
    }

    /// <summary>Matches every set of labels.</summary>
    public static Selector All { get; } = new AllNode();

    /// <summary>
    /// The one text of this expression: single spaces, double quotes, sorted sets, groups in parentheses. It parses to
    /// an equal selector, but for a doubly negated group, whose two negations cancel out.
    /// </summary>
    /// <remarks>Written when it is first asked for: most selectors are only ever matched.</remarks>
    public string Canonical => _canonical ??= Write();

    /// <summary>Whether the expression is <c>all()</c>.</summary>
    public bool IsAll => this is AllNode;

    /// <summary>Whether the labels satisfy the expression. Allocates nothing.</summary>
    public abstract bool Matches(ILabels labels);

    /// <summary>Whether the expression reads a label of which <paramref name="isKey"/> says yes to the key.</summary>
    public abstract bool Reads(Func<string, bool> isKey);

    /// <summary>The same expression over labels whose keys begin with <paramref name="prefix"/>, which is left out here.</summary>
    public abstract Selector Under(string prefix);

    /// <summary>The expression that matches what both match.</summary>
    public Selector And(Selector other) => IsAll ? other : other.IsAll ? this : new AndNode([this, other]);

    /// <summary>Reads Calico's selector language; an empty text is <c>all()</c>. Never throws.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Selector? selector, out SelectorFault fault) =>
        SelectorParser.TryParse(text, out selector, out fault);

    /// <summary>Reads a selector that is known to be right.</summary>
    /// <exception cref="FormatException">The text is no selector.</exception>
    public static Selector Parse(string text) =>
        TryParse(text, out var selector, out var fault) ? selector : throw new FormatException(fault.ToString());

    /// <summary>
    /// The selector that matches what a valid Kubernetes label selector matches; an empty one is <c>all()</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The label selector would not pass validation.</exception>
    public static Selector FromLabelSelector(LabelSelector selector) =>
        TryFromLabelSelector(selector, out var converted, out var problem)
            ? converted
            : throw new ArgumentException(problem, nameof(selector));

    /// <summary>
    /// As <see cref="FromLabelSelector"/>, for a label selector that was not validated. Never throws.
    /// </summary>
    public static bool TryFromLabelSelector(
        LabelSelector selector,
        [NotNullWhen(true)] out Selector? converted,
        [NotNullWhen(false)] out string? problem) =>
        LabelSelectorConversion.TryConvert(selector, out converted, out problem);

    /// <summary>
    /// A label that every match carries: the one with the fewest possible values, so that an index by label need only
    /// look there. False if there is none, as for <c>all()</c> or <c>a != "b"</c>.
    /// </summary>
    /// <param name="key">The label's key.</param>
    /// <param name="values">The values it may have, sorted; null for any value; none if nothing matches at all.</param>
    public bool TryGetRequiredLabel([NotNullWhen(true)] out string? key, out IReadOnlyList<string>? values)
    {
        RequiredLabel? best = null;
        foreach (var required in RequiredLabels())
        {
            if (best is not { } known || required.IsNarrowerThan(known)) best = required;
        }

        key = best?.Key;
        values = best?.Values;
        return best is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Selector? other) => ReferenceEquals(this, other) || (other is not null && Canonical == other.Canonical);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Selector);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical text.</summary>
    public sealed override string ToString() => Canonical;

    /// <summary>
    /// Every label that a match must carry, each key at most once, so that an index by label can look where it has the
    /// least. Empty if there is none, as for <c>all()</c> or <c>a != "b"</c>.
    /// </summary>
    public virtual IReadOnlyList<RequiredLabel> RequiredLabels() => [];

    /// <summary>Adds the canonical text.</summary>
    internal abstract void WriteTo(StringBuilder text);

    private string Write()
    {
        var text = new StringBuilder();
        WriteTo(text);
        return text.ToString();
    }
}
