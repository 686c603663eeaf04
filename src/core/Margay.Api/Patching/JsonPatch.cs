using System.Text.Json.Nodes;

namespace Margay.Api.Patching;

/// <summary>JSON patch (RFC 6902): operations applied in order, all or none.</summary>
public static class JsonPatch
{
    /// <summary>The patched value; neither argument is changed.</summary>
    /// <exception cref="PatchException">The patch is malformed, a path does not exist, or a test failed.</exception>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonArray operations) throw new PatchException("a JSON patch is an array of operations");
        // One holder around the document lets the empty path be replaced like any other member.
        var holder = new JsonObject { [""] = target?.DeepClone() };
        for (var i = 0; i < operations.Count; i++)
        {
            try
            {
                ApplyOne(holder, operations[i] as JsonObject ?? throw new PatchException("an operation is an object"));
            }
            catch (PatchException fault)
            {
                throw new PatchException($"operation {i} of the patch: {fault.Message}");
            }
        }

        var result = holder[""];
        holder.Remove("");
        return result;
    }

    private static void ApplyOne(JsonObject holder, JsonObject operation)
    {
        var path = Pointer(operation, "path");
        switch (Text(operation, "op"))
        {
            case "add":
                path.Add(holder, Value(operation));
                break;
            case "remove":
                path.Remove(holder);
                break;
            case "replace":
                path.Replace(holder, Value(operation));
                break;
            case "move":
                Move(holder, Pointer(operation, "from"), path);
                break;
            case "copy":
                path.Add(holder, Pointer(operation, "from").Get(holder)?.DeepClone());
                break;
            case "test":
                if (!JsonNode.DeepEquals(path.Get(holder), Value(operation)))
                    throw new PatchException($"test failed: the value at '{path}' is another one");
                break;
            case var other:
                throw new PatchException($"'{other}' is no operation; there are add, remove, replace, move, copy and test");
        }
    }

    private static void Move(JsonObject holder, JsonPointer from, JsonPointer path)
    {
        if (path.IsInside(from)) throw new PatchException($"'{from}' cannot move into itself");
        path.Add(holder, from.Remove(holder));
    }

    private static JsonPointer Pointer(JsonObject operation, string member) => JsonPointer.Parse(Text(operation, member));

    private static string Text(JsonObject operation, string member) =>
        operation[member] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw new PatchException($"'{member}' is missing or is no string");

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value)
            ? value?.DeepClone()
            : throw new PatchException("'value' is missing");
}
