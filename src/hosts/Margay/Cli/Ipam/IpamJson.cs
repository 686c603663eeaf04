using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Ipam;

namespace Margay.Host.Cli.Ipam;

/// <summary>Pools, blocks and addresses for programs. Counts beyond what JSON's numbers hold exactly are texts.</summary>
internal static class IpamJson
{
    private static readonly UInt128 LargestNumber = 1UL << 53;

    /// <summary>The pools with their blocks, and the blocks of no pool.</summary>
    public static JsonObject Of(IpamSummary summary) => new()
    {
        ["pools"] = new JsonArray([.. summary.Pools.Select(Of)]),
        ["orphans"] = new JsonArray([.. summary.Orphans.Select(Of)]),
    };

    /// <summary>What is known of one address.</summary>
    public static JsonObject Of(AddressUsage usage)
    {
        var json = new JsonObject { ["address"] = usage.Address.ToString(), ["inUse"] = usage.Allocation is not null };
        if (usage.Pool is { } pool) json["pool"] = pool.Name;
        if (usage.Block is { } block)
        {
            json["block"] = block.Cidr.ToString();
            if (OwnerOf(block) is { } owner) json["blockOwner"] = owner;
        }

        if (usage.Allocation?.Holder is not { } holder) return json;
        json["holder"] = holder.DisplayName;
        if (holder.Node is { } node) json["node"] = node;
        if (holder.Handle is { } handle) json["handle"] = handle.ToString();
        json["attributes"] = new JsonObject(holder.Attributes.Select(attribute => KeyValuePair.Create(attribute.Key, (JsonNode?)attribute.Value)));
        return json;
    }

    private static JsonObject Of(PoolUsage pool) => new()
    {
        ["name"] = pool.Pool.Name,
        ["cidr"] = pool.Pool.Cidr.ToString(),
        ["capacity"] = Count(pool.Usage.Capacity),
        ["inUse"] = Count(pool.Usage.InUse),
        ["free"] = Count(pool.Usage.Free),
        ["blocks"] = new JsonArray([.. pool.Blocks.Select(Of)]),
    };

    private static JsonObject Of(BlockUsage block)
    {
        var json = new JsonObject { ["cidr"] = block.Block.Cidr.ToString() };
        if (OwnerOf(block.Block) is { } owner) json["owner"] = owner;
        json["capacity"] = Count(block.Usage.Capacity);
        json["inUse"] = Count(block.Usage.InUse);
        json["borrowed"] = block.Borrowed.Count;
        return json;
    }

    private static string? OwnerOf(Block block) => block.Owner?.Node ?? block.Owner?.Text;

    private static JsonValue Count(UInt128 count) =>
        count <= LargestNumber ? JsonValue.Create((long)count) : JsonValue.Create(count.ToString(CultureInfo.InvariantCulture));
}
