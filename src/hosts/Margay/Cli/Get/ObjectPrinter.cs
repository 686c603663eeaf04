using System.Text.Json.Nodes;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;
using Margay.Model.Manifests;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Get;

/// <summary>Prints objects as they are stored, or their names alone.</summary>
internal sealed class ObjectPrinter(ResourceQuery query, Screen screen, OutputFormat format)
{
    /// <summary>Prints one object as itself and several as a List; returns the exit code.</summary>
    public async Task<int> PrintAsync(IReadOnlyList<ResourceTarget> targets, CancellationToken cancel)
    {
        var (exit, found) = (ExitCode.Ok, new List<JsonObject>());
        foreach (var target in targets)
        {
            var objects = await ReadAsync(target, cancel);
            if (target.Names.Count > objects.Count) exit = ExitCode.Error;
            if (format == OutputFormat.Name)
            {
                foreach (var item in objects) screen.Out.Write(NameLine(target.Kind, item));
            }

            found.AddRange(objects);
        }

        if (format == OutputFormat.Name) return exit;
        var single = targets.Count == 1 && targets[0].Names.Count == 1;
        if (!single) screen.Out.Write(Text(ListOf(found), format));
        else if (found.Count == 1) screen.Out.Write(Text(found[0], format));
        return exit;
    }

    /// <summary>The object in the given format.</summary>
    public static string Text(JsonObject item, OutputFormat format) =>
        format == OutputFormat.Json ? JsonText.Write(item) : ManifestWriter.ToYaml(item);

    /// <summary><c>networkpolicy.networking.k8s.io/backend</c> and a line break.</summary>
    public static string NameLine(ResourceKind kind, JsonObject item) =>
        $"{KindLookup.QualifiedName(kind)}/{item["metadata"]?["name"]}\n";

    private async Task<List<JsonObject>> ReadAsync(ResourceTarget target, CancellationToken cancel)
    {
        var objects = new List<JsonObject>();
        if (target.Names.Count == 0)
        {
            var list = await query.ListAsync(target.Kind, null, cancel);
            foreach (var item in ResourceQuery.ItemsOf(list))
                objects.Add(WithType(target.Kind, item));
            return objects;
        }

        foreach (var name in target.Names)
        {
            if (await query.GetAsync(target.Kind, name, cancel) is { } item) objects.Add(item);
            else screen.Complain(query.NotFound(target.Kind, name));
        }

        return objects;
    }

    /// <remarks>An API server leaves the type out of the items of a typed list; on its own the item needs it.</remarks>
    private static JsonObject WithType(ResourceKind kind, JsonObject item)
    {
        var whole = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind };
        foreach (var (name, value) in item) whole[name] = value?.DeepClone();
        return whole;
    }

    private static JsonObject ListOf(List<JsonObject> items) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]),
    };
}
