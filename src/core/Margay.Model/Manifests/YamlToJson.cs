using System.Text.Json.Nodes;
using Margay.Model.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Margay.Model.Manifests;

/// <summary>
/// Turns one YAML document into JSON and notes where each value stands. Faults are collected, never thrown.
/// </summary>
internal sealed class YamlToJson(string source, YamlEvents events, List<ManifestFault> faults)
{
    private const string MergeKey = "<<";

    private readonly HashSet<int> _open = [];
    private int _next;
    private int _depth;
    private int _aliasDepth;
    private int _aliasedValues;

    /// <summary>The place of each value by its path.</summary>
    public Dictionary<string, (int Line, int Column)> Positions { get; } = new(StringComparer.Ordinal);

    /// <summary>The document's value; null if it is empty or null.</summary>
    public JsonNode? Read() => events.Count == 0 ? null : ReadNode(FieldPath.Root);

    /// <summary>
    /// The next value. At the end of a mapping it is null: after an empty key, which is a fault, the parser leaves
    /// values out.
    /// </summary>
    private JsonNode? ReadNode(FieldPath path)
    {
        if (events[_next] is MappingEnd) return null;
        var index = _next++;
        var current = events[index];
        Positions.TryAdd(path.ToString(), ((int)current.Start.Line, (int)current.Start.Column));
        if (_aliasDepth > 0 && ++_aliasedValues > ManifestLimits.MaxAliasedValues)
        {
            if (_aliasedValues == ManifestLimits.MaxAliasedValues + 1)
                Fail(current, $"aliases stand for more than {ManifestLimits.MaxAliasedValues} values");
            Skip(current);
            return null;
        }

        return current switch
        {
            Scalar scalar => ReadScalar(scalar),
            AnchorAlias alias => ReadAlias(index, alias, path),
            SequenceStart => ReadCollection(index, path, ReadSequence),
            MappingStart => ReadCollection(index, path, ReadMapping),
            _ => null,
        };
    }

    private JsonValue? ReadScalar(Scalar scalar)
    {
        if (YamlScalars.TryResolve(scalar, out var value, out var problem)) return value;
        Fail(scalar, problem);
        return null;
    }

    private JsonNode? ReadAlias(int index, AnchorAlias alias, FieldPath path)
    {
        if (events.TargetOf(index) is not { } target)
        {
            Fail(alias, $"there is no anchor &{alias.Value} before this alias");
            return null;
        }

        if (_open.Contains(target))
        {
            Fail(alias, $"the value of &{alias.Value} contains itself");
            return null;
        }

        var resume = _next;
        (_next, _aliasDepth) = (target, _aliasDepth + 1);
        var value = ReadNode(path);
        (_next, _aliasDepth) = (resume, _aliasDepth - 1);
        return value;
    }

    private JsonNode? ReadCollection(int index, FieldPath path, Func<FieldPath, JsonNode> read)
    {
        if (_depth == ManifestLimits.MaxDepth)
        {
            Fail(events[index], $"is nested deeper than {ManifestLimits.MaxDepth}");
            Skip(events[index]);
            return null;
        }

        _depth++;
        _open.Add(index);
        var value = read(path);
        _open.Remove(index);
        _depth--;
        _next++;
        return value;
    }

    private JsonArray ReadSequence(FieldPath path)
    {
        var items = new JsonArray();
        while (events[_next] is not SequenceEnd) items.Add(ReadNode(path.Item(items.Count)));
        return items;
    }

    private JsonObject ReadMapping(FieldPath path)
    {
        var members = new JsonObject();
        var merges = new List<int>();
        while (events[_next] is not MappingEnd)
        {
            var keyIndex = _next++;
            var key = events[keyIndex];
            if (ReadKey(keyIndex) is not { } name)
            {
                Skip(key);
                SkipValue();
                continue;
            }

            if (name == MergeKey && key is Scalar { Style: ScalarStyle.Plain })
            {
                merges.Add(_next);
                SkipValue();
                continue;
            }

            var member = path.Member(name);
            if (members.ContainsKey(name)) Fail(key, $"the key {FormatCheck.Quote(name)} stands here a second time");
            else Positions.TryAdd(member.ToString(), ((int)key.Start.Line, (int)key.Start.Column));
            members[name] = ReadNode(member);
        }

        Merge(merges, members, path);
        return members;
    }

    private string? ReadKey(int index)
    {
        var key = events[index];
        if (key is AnchorAlias && events.TargetOf(index) is { } target) key = events[target];
        if (key is not Scalar scalar)
        {
            Fail(events[index], "a key must be a text");
            return null;
        }

        if (scalar is { Value: MergeKey, Style: ScalarStyle.Plain }) return MergeKey;
        if (ReadScalar(scalar) is { } value) return value.AsText() ?? value.ToJsonString();
        Fail(key, "a key must not be empty or null");
        return null;
    }

    /// <summary>
    /// Adds what the mappings under <c>&lt;&lt;</c> hold, where the mapping itself, or an earlier one, does not.
    /// </summary>
    private void Merge(List<int> merges, JsonObject members, FieldPath path)
    {
        var resume = _next;
        foreach (var index in merges)
        {
            _next = index;
            var merged = ReadNode(path);
            foreach (var part in merged is JsonArray parts ? parts : [merged?.DeepClone()])
            {
                if (part is not JsonObject mapping)
                {
                    Fail(events[index], "only a mapping, or a list of mappings, can be merged with <<");
                    continue;
                }

                foreach (var (name, value) in mapping)
                {
                    if (!members.ContainsKey(name)) members[name] = value?.DeepClone();
                }
            }
        }

        _next = resume;
    }

    /// <summary>Moves past the value of a key, if the parser did not leave it out.</summary>
    private void SkipValue()
    {
        if (events[_next] is not MappingEnd) Skip(events[_next++]);
    }

    /// <summary>Moves past the rest of a node whose first event was taken.</summary>
    private void Skip(ParsingEvent first)
    {
        for (var depth = first.NestingIncrease; depth > 0; _next++) depth += events[_next].NestingIncrease;
    }

    private void Fail(ParsingEvent at, string message) =>
        faults.Add(new ManifestFault(source, (int)at.Start.Line, (int)at.Start.Column, message));
}
