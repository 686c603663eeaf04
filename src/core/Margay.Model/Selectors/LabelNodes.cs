using Margay.Primitives;

namespace Margay.Model.Selectors;

/// <summary>A condition on one label.</summary>
internal abstract class LabelNode(string key) : Selector
{
    protected string Key { get; } = key;

    public sealed override bool Reads(Func<string, bool> isKey) => isKey(Key);
}

/// <summary><c>has(key)</c>: the label is there, with any value.</summary>
internal sealed class HasNode(string key) : LabelNode(key)
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(Key, out _);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(Key, null)];

    private protected override string Write() => $"has({Key})";
}

/// <summary><c>key == "value"</c>: the label is there with this value.</summary>
internal sealed class EqualNode(string key, string value) : LabelNode(key)
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(Key, out var actual) && actual == value;

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(Key, [value])];

    private protected override string Write() => $"{Key} == {SelectorText.Quote(value)}";
}

/// <summary><c>key != "value"</c>: the label is absent or has another value.</summary>
internal sealed class NotEqualNode(string key, string value) : LabelNode(key)
{
    public override bool Matches(ILabels labels) => !labels.TryGetValue(Key, out var actual) || actual != value;

    private protected override string Write() => $"{Key} != {SelectorText.Quote(value)}";
}

/// <summary><c>key in {…}</c>: the label is there with one of these values.</summary>
internal sealed class InNode(string key, ValueSet values) : LabelNode(key)
{
    public override bool Matches(ILabels labels) => labels.TryGetValue(Key, out var actual) && values.Contains(actual);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(Key, values.Sorted)];

    private protected override string Write() => $"{Key} in {values}";
}

/// <summary><c>key not in {…}</c>: the label is absent or has none of these values.</summary>
internal sealed class NotInNode(string key, ValueSet values) : LabelNode(key)
{
    public override bool Matches(ILabels labels) =>
        !labels.TryGetValue(Key, out var actual) || !values.Contains(actual);

    private protected override string Write() => $"{Key} not in {values}";
}

/// <summary><c>key contains "part"</c>: the label is there and its value has the part in it.</summary>
internal sealed class ContainsNode(string key, string part) : LabelNode(key)
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(Key, out var actual) && actual.Contains(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(Key, null)];

    private protected override string Write() => $"{Key} contains {SelectorText.Quote(part)}";
}

/// <summary><c>key starts with "part"</c>: the label is there and its value begins so.</summary>
internal sealed class StartsWithNode(string key, string part) : LabelNode(key)
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(Key, out var actual) && actual.StartsWith(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(Key, null)];

    private protected override string Write() => $"{Key} starts with {SelectorText.Quote(part)}";
}

/// <summary><c>key ends with "part"</c>: the label is there and its value ends so.</summary>
internal sealed class EndsWithNode(string key, string part) : LabelNode(key)
{
    public override bool Matches(ILabels labels) =>
        labels.TryGetValue(Key, out var actual) && actual.EndsWith(part, StringComparison.Ordinal);

    public override IReadOnlyList<RequiredLabel> RequiredLabels() => [new(Key, null)];

    private protected override string Write() => $"{Key} ends with {SelectorText.Quote(part)}";
}
