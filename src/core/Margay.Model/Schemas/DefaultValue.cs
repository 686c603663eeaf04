using System.Text.Json.Nodes;

namespace Margay.Model.Schemas;

/// <summary>The value that an absent member takes. A closed family.</summary>
public abstract record DefaultValue
{
    private DefaultValue()
    {
    }

    /// <summary>A new JSON node with this value; the caller owns it.</summary>
    public abstract JsonNode ToJson();

    /// <summary>A string.</summary>
    public sealed record Text(string Value) : DefaultValue
    {
        /// <inheritdoc/>
        public override JsonNode ToJson() => JsonValue.Create(Value);
    }

    /// <summary>A whole number.</summary>
    public sealed record Whole(long Value) : DefaultValue
    {
        /// <inheritdoc/>
        public override JsonNode ToJson() => JsonValue.Create(Value);
    }

    /// <summary>A number.</summary>
    public sealed record Number(double Value) : DefaultValue
    {
        /// <inheritdoc/>
        public override JsonNode ToJson() => JsonValue.Create(Value);
    }

    /// <summary>True or false.</summary>
    public sealed record Flag(bool Value) : DefaultValue
    {
        /// <inheritdoc/>
        public override JsonNode ToJson() => JsonValue.Create(Value);
    }

    /// <summary>An array of strings.</summary>
    public sealed record Texts(IReadOnlyList<string> Values) : DefaultValue
    {
        /// <inheritdoc/>
        public override JsonNode ToJson()
        {
            var array = new JsonArray();
            foreach (var value in Values) array.Add((JsonNode)JsonValue.Create(value));
            return array;
        }
    }
}
