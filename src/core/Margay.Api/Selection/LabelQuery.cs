using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Margay.Primitives;

namespace Margay.Api.Selection;

/// <summary>The <c>labelSelector</c> of a URL: requirements that must all hold.</summary>
public sealed class LabelQuery
{
    private readonly IReadOnlyList<Requirement> _requirements;

    internal LabelQuery(IReadOnlyList<Requirement> requirements) => _requirements = requirements;

    /// <summary>Matches everything.</summary>
    public static LabelQuery Everything { get; } = new([]);

    /// <summary>Reads <c>app=web,tier in (a,b),!old,size&gt;3</c>. Empty text matches everything.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out LabelQuery? query, [NotNullWhen(false)] out string? problem)
    {
        var reader = new LabelQueryReader(text ?? "");
        query = reader.Read();
        problem = reader.Problem is { } why ? $"unable to parse label selector \"{text}\": {why}" : null;
        return query is not null;
    }

    /// <summary>Whether every requirement holds.</summary>
    public bool Matches(LabelSet labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Holds(labels)) return false;
        }

        return true;
    }

    /// <summary>One requirement on one label.</summary>
    internal abstract record Requirement(string Key)
    {
        public abstract bool Holds(LabelSet labels);

        public sealed record Exists(string Key, bool Wanted) : Requirement(Key)
        {
            public override bool Holds(LabelSet labels) => labels.TryGetValue(Key, out _) == Wanted;
        }

        /// <remarks>An absent label is not among any values, so the negative form holds for it.</remarks>
        public sealed record OneOf(string Key, IReadOnlyList<string> Values, bool Wanted) : Requirement(Key)
        {
            public override bool Holds(LabelSet labels) =>
                (labels.TryGetValue(Key, out var value) && Values.Contains(value)) == Wanted;
        }

        public sealed record Beyond(string Key, long Bound, bool Above) : Requirement(Key)
        {
            public override bool Holds(LabelSet labels) =>
                labels.TryGetValue(Key, out var text)
                && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && (Above ? value > Bound : value < Bound);
        }
    }
}
