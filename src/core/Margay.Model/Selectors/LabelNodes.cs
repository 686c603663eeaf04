using System.Text;
using Margay.Primitives;

namespace Margay.Model.Selectors;

/// <summary><c>has(key)</c>: the label is there, with any value.</summary>
internal sealed class HasNode(string key) : Selector
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(key, out _);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new HasNode(prefix + key);

    internal override void WriteTo(StringBuilder text) => text.Append("has(").Append(key).Append(')');
}

/// <summary><c>key == "value"</c>: the label is there with this value.</summary>
internal sealed class EqualNode(string key, string value) : Selector
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(key, out var actual) && actual == value;

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, [value])];

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new EqualNode(prefix + key, value);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" == ").AppendQuoted(value);
}

/// <summary><c>key != "value"</c>: the label is absent or has another value.</summary>
internal sealed class NotEqualNode(string key, string value) : Selector
{
    public override bool Matches(ILabels labels) => !labels.TryGetValue(key, out var actual) || actual != value;

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new NotEqualNode(prefix + key, value);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" != ").AppendQuoted(value);
}

/// <summary><c>key in {…}</c>: the label is there with one of these values.</summary>
internal sealed class InNode(string key, ValueSet values) : Selector
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(key, out var actual) && values.Contains(actual);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, values.Sorted)];

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new InNode(prefix + key, values);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" in ").AppendSet(values);
}

/// <summary><c>key not in {…}</c>: the label is absent or has none of these values.</summary>
internal sealed class NotInNode(string key, ValueSet values) : Selector
{
    public override bool Matches(ILabels labels) =>
        !labels.TryGetValue(key, out var actual) || !values.Contains(actual);

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new NotInNode(prefix + key, values);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" not in ").AppendSet(values);
}

/// <summary><c>key contains "part"</c>: the label is there and its value has the part in it.</summary>
internal sealed class ContainsNode(string key, string part) : Selector
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(key, out var actual) && actual.Contains(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new ContainsNode(prefix + key, part);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" contains ").AppendQuoted(part);
}

/// <summary><c>key starts with "part"</c>: the label is there and its value begins so.</summary>
internal sealed class StartsWithNode(string key, string part) : Selector
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(key, out var actual) && actual.StartsWith(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new StartsWithNode(prefix + key, part);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" starts with ").AppendQuoted(part);
}

/// <summary><c>key ends with "part"</c>: the label is there and its value ends so.</summary>
internal sealed class EndsWithNode(string key, string part) : Selector
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(key, out var actual) && actual.EndsWith(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];

    public override bool Reads(Func<string, bool> isKey) => isKey(key);

    public override Selector Under(string prefix) => new EndsWithNode(prefix + key, part);

    internal override void WriteTo(StringBuilder text) => text.Append(key).Append(" ends with ").AppendQuoted(part);
}
