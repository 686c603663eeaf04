using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Tests.Property.Policy;

/// <summary>
/// Takes away from a cluster what a failure does not need: first resources, many at once, then every part of those that are
/// left, as long as the API would still take them.
/// </summary>
internal static class ClusterShrink
{
    /// <summary>
    /// The smallest cluster found that still fails; <paramref name="resources"/> must fail themselves. At most
    /// <paramref name="attempts"/> clusters are tried.
    /// </summary>
    public static IReadOnlyList<Resource> Smallest(
        IReadOnlyList<Resource> resources, Func<IReadOnlyList<Resource>, bool> fails, int attempts = 2000)
    {
        bool StillFails(IReadOnlyList<Resource> fewer) => attempts-- > 0 && fails(fewer);
        var smallest = resources;
        for (var before = int.MaxValue; SizeOf(smallest) < before && attempts > 0;)
        {
            before = SizeOf(smallest);
            smallest = WithFewerParts(WithFewerResources(smallest, StillFails), StillFails);
        }

        return smallest;
    }

    private static int SizeOf(IEnumerable<Resource> resources) => resources.Sum(resource => ClusterYaml.JsonOf(resource).ToJsonString().Length);

    private static IReadOnlyList<Resource> WithFewerResources(IReadOnlyList<Resource> resources, Func<IReadOnlyList<Resource>, bool> fails)
    {
        for (var many = Math.Max(1, resources.Count / 2); many > 0; many /= 2)
        {
            for (var first = 0; first < resources.Count;)
            {
                IReadOnlyList<Resource> fewer = [.. resources.Take(first), .. resources.Skip(first + many)];
                if (fails(fewer)) resources = fewer;
                else first += many;
            }
        }

        return resources;
    }

    private static IReadOnlyList<Resource> WithFewerParts(IReadOnlyList<Resource> resources, Func<IReadOnlyList<Resource>, bool> fails)
    {
        for (var i = 0; i < resources.Count; i++)
        {
            for (var part = 0; Without(ClusterYaml.JsonOf(resources[i]), part) is { } json;)
            {
                IReadOnlyList<Resource>? smaller =
                    ClusterYaml.Read(resources[i], json) is { } resource ? [.. resources.Take(i), resource, .. resources.Skip(i + 1)] : null;
                if (smaller is not null && fails(smaller)) resources = smaller;
                else part++;
            }
        }

        return resources;
    }

    /// <summary>The object without its part of this number, counted from outside to inside; null if it has no more parts.</summary>
    private static JsonObject? Without(JsonObject json, int number)
    {
        if (PartsOf(json).Skip(number).FirstOrDefault() is not { } part) return null;
        if (part.Parent is JsonArray items) items.Remove(part);
        else part.Parent!.AsObject().Remove(part.GetPropertyName());
        return json;
    }

    /// <remarks>What names the object is none of its parts.</remarks>
    private static IEnumerable<JsonNode> PartsOf(JsonObject json)
    {
        var level = json.Where(member => member.Key is not ("apiVersion" or "kind" or "metadata")).Select(member => member.Value)
            .Concat((json["metadata"]?.AsObject() ?? []).Where(member => member.Key is not ("name" or "namespace")).Select(member => member.Value))
            .OfType<JsonNode>().ToList();
        while (level.Count > 0)
        {
            foreach (var part in level) yield return part;
            level = [.. level.SelectMany(ChildrenOf)];
        }
    }

    private static IEnumerable<JsonNode> ChildrenOf(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>(),
        JsonArray items => items.OfType<JsonNode>(),
        _ => [],
    };
}
