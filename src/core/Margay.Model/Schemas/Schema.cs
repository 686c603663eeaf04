using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Margay.Model.Schemas;

/// <summary>The shape of one JSON value. Immutable and shared: every kind's description is built once.</summary>
/// <remarks>A closed family; validation, defaults, OpenAPI and strategic merge are all read from it.</remarks>
public abstract record Schema
{
    private protected Schema()
    {
    }

    /// <summary>What the value means, for a person who asks for an explanation; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What stands in for an absent member; null if its absence means something of its own.</summary>
    public DefaultValue? Default { get; init; }

    /// <summary>
    /// Whether an element or map value may be JSON null. A null object member counts as absent in any case.
    /// </summary>
    public bool Nullable { get; init; }
}

/// <summary>A JSON object with known members.</summary>
public sealed record ObjectSchema : Schema
{
    private readonly FrozenDictionary<string, Property> _byName = FrozenDictionary<string, Property>.Empty;

    /// <summary>The members, in the order in which they are shown.</summary>
    public required IReadOnlyList<Property> Properties
    {
        get;
        init
        {
            field = value;
            _byName = value.ToFrozenDictionary(property => property.Name, StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Whether members beyond <see cref="Properties"/> are kept as they are instead of being a fault.
    /// </summary>
    public bool PreserveUnknown { get; init; }

    /// <summary>The member called <paramref name="name"/>; false if there is none.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Property? property) =>
        _byName.TryGetValue(name, out property);
}

/// <summary>A member of an object.</summary>
/// <param name="Name">The JSON name.</param>
/// <param name="Schema">The member's value.</param>
/// <param name="Required">Whether its absence is a fault.</param>
/// <param name="Description">What the member means in this object; one or two sentences.</param>
public sealed record Property(string Name, Schema Schema, bool Required, string Description);

/// <summary>A JSON object whose keys are free and whose values are all alike.</summary>
public sealed record MapSchema : Schema
{
    /// <summary>Each value.</summary>
    public required Schema Values { get; init; }
}

/// <summary>A JSON array.</summary>
public sealed record ArraySchema : Schema
{
    /// <summary>Each element.</summary>
    public required Schema Items { get; init; }

    /// <summary>The member by which a strategic merge pairs up object elements; null if it does not.</summary>
    public string? MergeKey { get; init; }

    /// <summary>Whether a strategic merge joins the elements as a set of scalars.</summary>
    public bool MergesAsSet { get; init; }

    /// <summary>Whether a strategic merge replaces the whole array.</summary>
    public bool IsAtomic => MergeKey is null && !MergesAsSet;

    /// <summary>The least number of elements.</summary>
    public int MinItems { get; init; }

    /// <summary>The most elements allowed; null for no limit.</summary>
    public int? MaxItems { get; init; }
}

/// <summary>A JSON string.</summary>
public sealed record StringSchema : Schema
{
    /// <summary>The only values allowed; null for any.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>
    /// Whether <see cref="Allowed"/> is compared without case, and the empty string stands for the default.
    /// </summary>
    public bool IgnoreCase { get; init; }

    /// <summary>One of <see cref="Formats"/>; null for free text.</summary>
    public string? Format { get; init; }

    /// <summary>Whether no fault may quote the text.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The least number of characters.</summary>
    public int MinLength { get; init; }

    /// <summary>The most characters allowed; null for no limit.</summary>
    public int? MaxLength { get; init; }
}

/// <summary>A whole JSON number.</summary>
public sealed record IntegerSchema : Schema
{
    /// <summary>The least value allowed; null for what the format holds.</summary>
    public long? Minimum { get; init; }

    /// <summary>The greatest value allowed; null for what the format holds.</summary>
    public long? Maximum { get; init; }

    /// <summary><c>int32</c> or <c>int64</c>.</summary>
    public string Format { get; init; } = "int32";
}

/// <summary>Any JSON number.</summary>
public sealed record NumberSchema : Schema;

/// <summary>JSON true or false.</summary>
public sealed record BooleanSchema : Schema;

/// <summary>A whole number or a string: Kubernetes' IntOrString.</summary>
public sealed record IntOrStringSchema : Schema
{
    /// <summary>One of <see cref="Formats"/>, checked for both forms; null for anything.</summary>
    public string? Format { get; init; }
}

/// <summary>Anything at all, kept as it is.</summary>
public sealed record AnySchema : Schema;
