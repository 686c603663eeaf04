using System.Text.Json.Nodes;
using Margay.Model.Schemas;

namespace Margay.Api.Patching;

/// <summary>
/// Kubernetes' strategic merge patch: a merge patch that knows, from the kind's schema, which lists are joined by a key
/// and which are sets, and that takes directives (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/…</c>,
/// <c>$deleteFromPrimitiveList/…</c>).
/// </summary>
/// <remarks>What the schema does not describe is merged as RFC 7396 says: objects member by member, lists replaced.</remarks>
public static class StrategicMergePatch
{
    private const string PatchDirective = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string SetElementOrder = "$setElementOrder/";
    private const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";

    /// <summary>The patched object; neither argument is changed.</summary>
    /// <exception cref="PatchException">A directive is malformed, or a list element lacks its merge key.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema schema) =>
        MergeObject(target.DeepClone().AsObject(), patch, schema);

    private static JsonObject MergeObject(JsonObject target, JsonObject patch, Schema? schema)
    {
        switch (Directive(patch))
        {
            case "replace":
                var replacement = patch.DeepClone().AsObject();
                replacement.Remove(PatchDirective);
                return replacement;
            case "delete":
                return [];
            case "merge" or null:
                break;
            case var other:
                throw new PatchException($"'{other}' is no {PatchDirective} directive; there are merge, replace and delete");
        }

        if (patch[RetainKeys] is { } keys) Retain(target, patch, Texts(keys, RetainKeys));
        var orders = ElementOrders(target, patch);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal))
                DeleteScalars(target, name[DeleteFromPrimitiveList.Length..], List(value, name));
            else if (!name.StartsWith('$')) MergeMember(target, name, value, MemberSchema(schema, name));
        }

        foreach (var (name, order, before) in orders)
        {
            var key = (MemberSchema(schema, name) as ArraySchema)?.MergeKey;
            if (target[name] is JsonArray list) target[name] = ElementOrder.Apply(list, order, before, key);
        }

        return target;
    }

    private static void MergeMember(JsonObject target, string name, JsonNode? value, Schema? schema)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject patch:
                target[name] = MergeObject(Detach(target, name) as JsonObject ?? [], patch, schema);
                break;
            case JsonArray patch:
                target[name] = MergeList(Detach(target, name) as JsonArray ?? [], patch, schema as ArraySchema, name);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeList(JsonArray target, JsonArray patch, ArraySchema? schema, string name)
    {
        if (schema?.MergeKey is { } key) return MergeByKey(target, patch, key, schema.Items, name);
        if (schema is not { MergesAsSet: true }) return patch.DeepClone().AsArray();
        foreach (var item in patch)
        {
            if (!target.Any(existing => JsonNode.DeepEquals(existing, item))) target.Add(item?.DeepClone());
        }

        return target;
    }

    private static JsonArray MergeByKey(JsonArray target, JsonArray patch, string key, Schema items, string name)
    {
        if (patch.Any(item => item is JsonObject element && Directive(element) == "replace"))
            return new JsonArray([.. patch.OfType<JsonObject>().Where(item => Directive(item) is null).Select(item => item.DeepClone())]);
        foreach (var item in patch)
        {
            var element = item as JsonObject ?? throw new PatchException($"each element of '{name}' must be an object");
            var id = element[key] ?? throw new PatchException($"an element of '{name}' lacks its merge key '{key}'");
            var index = IndexOf(target, key, id);
            if (Directive(element) == "delete")
            {
                for (; index >= 0; index = IndexOf(target, key, id)) target.RemoveAt(index);
                continue;
            }

            JsonNode merged = MergeObject(index < 0 ? [] : target[index]!.DeepClone().AsObject(), element, items);
            if (index < 0) target.Add(merged);
            else target[index] = merged;
        }

        return target;
    }

    private static void Retain(JsonObject target, JsonObject patch, HashSet<string> keys)
    {
        foreach (var (name, value) in patch)
        {
            if (value is not null && !name.StartsWith('$') && !keys.Contains(name))
                throw new PatchException($"'{name}' is set by the patch but not among its {RetainKeys}");
        }

        foreach (var name in target.Select(member => member.Key).Where(name => !keys.Contains(name)).ToList())
            target.Remove(name);
    }

    private static void DeleteScalars(JsonObject target, string name, JsonArray values)
    {
        if (target[name] is not JsonArray list) return;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (values.Any(value => JsonNode.DeepEquals(value, list[i]))) list.RemoveAt(i);
        }
    }

    private static List<(string Name, JsonArray Order, JsonArray Before)> ElementOrders(JsonObject target, JsonObject patch) =>
    [
        .. from member in patch
           where member.Key.StartsWith(SetElementOrder, StringComparison.Ordinal)
           let name = member.Key[SetElementOrder.Length..]
           select (name, List(member.Value, member.Key), target[name] is JsonArray list ? list.DeepClone().AsArray() : []),
    ];

    private static Schema? MemberSchema(Schema? schema, string name) => schema switch
    {
        ObjectSchema known when known.TryGet(name, out var property) => property.Schema,
        MapSchema map => map.Values,
        _ => null,
    };

    private static JsonNode? Detach(JsonObject target, string name)
    {
        var value = target[name];
        target.Remove(name);
        return value;
    }

    private static int IndexOf(JsonArray list, string key, JsonNode id)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject element && JsonNode.DeepEquals(element[key], id)) return i;
        }

        return -1;
    }

    private static string? Directive(JsonObject patch) =>
        !patch.TryGetPropertyValue(PatchDirective, out var directive) ? null
        : directive is JsonValue value && value.TryGetValue(out string? text) ? text
        : throw new PatchException($"{PatchDirective} must be a string");

    private static JsonArray List(JsonNode? value, string directive) =>
        value as JsonArray ?? throw new PatchException($"{directive} must be a list");

    private static HashSet<string> Texts(JsonNode value, string directive) =>
        [.. List(value, directive).Select(item => item?.ToString() ?? "")];
}
