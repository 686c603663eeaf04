using System.Diagnostics;
using CsCheck;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Tests.Property.Model;

public sealed class SelectorProperties
{
    private static readonly Gen<string> Key = Gen.OneOf("a", "b", "in", "has", "not", "x/y.z");

    private static readonly Gen<string> Value = Gen.OneOf("", "1", "12", "it's", "say \"hi\"", "ü");

    private static readonly Gen<string> Quoted = Value.Select(value => value.Contains('"') ? $"'{value}'" : $"\"{value}\"");

    private static readonly Gen<string> Set = Quoted.Array[0, 3].Select(values => $"{{{string.Join(',', values)}}}");

    private static readonly Gen<string> Expression = Gen.Recursive<string>((depth, inner) =>
    {
        var terms = Gen.OneOf(
            Gen.OneOf("all()", "global()"),
            Key.Select(key => $"has({key})"),
            Gen.Select(Key, Gen.OneOf("==", "!=", "contains", "starts with", "ends with"), Quoted, (key, op, value) => $"{key} {op} {value}"),
            Gen.Select(Key, Gen.OneOf("in", "not in"), Set, (key, op, set) => $"{key} {op} {set}"));
        return depth > 3
            ? terms
            : Gen.OneOf(
                terms,
                inner.Select(operand => $"!({operand})"),
                Gen.Select(inner, inner, (left, right) => $"({left} && {right})"),
                Gen.Select(inner, inner, (left, right) => $"{left} || {right}"));
    });

    private static readonly Gen<LabelSet> Labels = Gen.Select(Key, Value).Array[0, 4].Select(pairs =>
        LabelSet.Of(pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))));

    [Fact]
    public void The_canonical_text_matches_the_same_labels_and_is_its_own_canonical_text() =>
        Gen.Select(Expression, Labels).Sample((text, labels) =>
        {
            var selector = Selector.Parse(text);
            var again = Selector.Parse(selector.Canonical);
            return again.Matches(labels) == selector.Matches(labels)
                && Selector.Parse(again.Canonical).Equals(again);
        });

    [Fact]
    public void Whatever_matches_carries_the_required_label() =>
        Gen.Select(Expression, Labels).Sample((text, labels) =>
        {
            var selector = Selector.Parse(text);
            if (!selector.Matches(labels) || !selector.TryGetRequiredLabel(out var key, out var values)) return true;
            return labels.TryGetValue(key, out var value) && (values is null || values.Contains(value));
        });

    [Fact]
    public void Any_text_is_a_selector_or_a_fault_within_it() =>
        Gen.OneOf("a", "has(", "all()", "(", ")", "!", "==", "!=", "&&", "||", " in ", "{", "}", ",", "'x'", "\"", "'", " ", "\t", "\n", "ü", "not in")
            .Array[0, 15].Select(string.Concat)
            .Sample(text => Selector.TryParse(text, out _, out var fault) || (fault.Position >= 0 && fault.Position <= text.Length && fault.Message.Length > 0));

    /// <remarks>The limit is far above what a pass over the text takes and far below what a pass for each character does.</remarks>
    [Fact]
    public void A_long_text_is_read_in_one_pass() =>
        Gen.OneOf("a", "!", "(", "has(", "a=='b'&&", "a=='b'||", "!(a=='b')&&", "a in {", "'x',", "\"", " ", "((a=='b')&&", "not ", "starts ")
            .Array[1, 3].Select(string.Concat)
            .Sample(
                part =>
                {
                    var text = string.Concat(Enumerable.Repeat(part, 400_000 / part.Length));
                    var started = Stopwatch.GetTimestamp();
                    if (Selector.TryParse(text, out var selector, out _)) _ = selector.Canonical;
                    return Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5);
                },
                iter: 100);
}
