using Margay.Primitives;

namespace Margay.Model.Selectors;

/// <summary><c>has(key)</c>: the label is there, with any value.</summary>
internal sealed class HasNode(string key) : Selector($"has({key})")
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(key, out _);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];
}

/// <summary><c>key == "value"</c>: the label is there with this value.</summary>
internal sealed class EqualNode(string key, string value) : Selector($"{key} == {SelectorText.Quote(value)}")
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(key, out var actual) && actual == value;

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, [value])];
}

/// <summary><c>key != "value"</c>: the label is absent or has another value.</summary>
internal sealed class NotEqualNode(string key, string value) : Selector($"{key} != {SelectorText.Quote(value)}")
{
    public override bool Matches(ILabels labels) => !labels.TryGetValue(key, out var actual) || actual != value;
}

/// <summary><c>key in {…}</c>: the label is there with one of these values.</summary>
internal sealed class InNode(string key, ValueSet values) : Selector($"{key} in {values}")
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(key, out var actual) && values.Contains(actual);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, values.Sorted)];
}

/// <summary><c>key not in {…}</c>: the label is absent or has none of these values.</summary>
internal sealed class NotInNode(string key, ValueSet values) : Selector($"{key} not in {values}")
{
    public override bool Matches(ILabels labels) =>
        !labels.TryGetValue(key, out var actual) || !values.Contains(actual);
}

/// <summary><c>key contains "part"</c>: the label is there and its value has the part in it.</summary>
internal sealed class ContainsNode(string key, string part) : Selector($"{key} contains {SelectorText.Quote(part)}")
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(key, out var actual) && actual.Contains(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];
}

/// <summary><c>key starts with "part"</c>: the label is there and its value begins so.</summary>
internal sealed class StartsWithNode(string key, string part)
    : Selector($"{key} starts with {SelectorText.Quote(part)}")
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(key, out var actual) && actual.StartsWith(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];
}

/// <summary><c>key ends with "part"</c>: the label is there and its value ends so.</summary>
internal sealed class EndsWithNode(string key, string part) : Selector($"{key} ends with {SelectorText.Quote(part)}")
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(key, out var actual) && actual.EndsWith(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(key, null)];
}
