using Margay.Client;
using Margay.Host.Policy;
using Margay.Ipam;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Ipam;

/// <summary>Reads pools and blocks as the API has them now.</summary>
internal static class IpamReading
{
    /// <summary>All blocks that can be read, tombstones left out.</summary>
    public static async Task<IReadOnlyList<Block>> BlocksAsync(ApiClient api, CancellationToken cancel)
    {
        var blocks = new List<Block>();
        foreach (var resource in await ClusterReading.ListAsync(api, Kinds.IpamBlock, cancel))
        {
            if (Block.TryRead(resource, out var block) && !block.IsDeleted) blocks.Add(block);
        }

        return blocks;
    }

    /// <summary>All pools and how full they are.</summary>
    /// <exception cref="CliException">A stored pool cannot be read.</exception>
    public static async Task<IpamSummary> SummaryAsync(ApiClient api, CancellationToken cancel)
    {
        var blocks = BlocksAsync(api, cancel);
        var pools = new List<Pool>();
        foreach (var resource in await ClusterReading.ListAsync(api, Kinds.IpPool, cancel))
        {
            if (!Pool.TryRead(resource, out var pool, out var fault))
                throw new CliException($"ippool '{resource.Metadata.Name}': {fault}");
            pools.Add(pool);
        }

        return new IpamSummary(pools, await blocks);
    }
}
