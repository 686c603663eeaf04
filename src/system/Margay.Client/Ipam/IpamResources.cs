using System.Diagnostics;
using Margay.Ipam;
using Margay.Model.Resources;

namespace Margay.Client.Ipam;

/// <summary>Carries IPAM values to and from the API.</summary>
internal sealed class IpamResources(ApiClient client)
{
    /// <summary>The value of a resource; null when it holds none that makes sense.</summary>
    internal static IpamObject? Read(Resource? resource) => resource switch
    {
        IpamBlock block => Block.TryRead(block, out var value) ? value : null,
        BlockAffinity affinity => Affinity.TryRead(affinity, out var value) ? value : null,
        IpamHandle handle => AllocationHandle.TryRead(handle, out var value) ? value : null,
        _ => null,
    };

    /// <summary>The object as stored now; null when there is none.</summary>
    /// <exception cref="ApiException">There is one, but it makes no sense.</exception>
    internal async Task<IpamObject?> GetAsync(IpamKey key, CancellationToken cancel)
    {
        Resource? resource = key.Kind switch
        {
            IpamKind.Block => await client.GetAsync(Kinds.IpamBlock, null, key.Name, cancel),
            IpamKind.Affinity => await client.GetAsync(Kinds.BlockAffinity, null, key.Name, cancel),
            IpamKind.Handle => await client.GetAsync(Kinds.IpamHandle, null, key.Name, cancel),
            _ => throw new UnreachableException(),
        };
        var item = Read(resource);
        if (item is null && resource is not null) throw Senseless(key);
        return item;
    }

    /// <summary>Carries out the write and returns the object as stored, null after a deletion.</summary>
    internal async Task<IpamObject?> WriteAsync(IpamWrite write, CancellationToken cancel)
    {
        if (write.IsDeletion)
        {
            var preconditions = new Preconditions(write.Item.Metadata.Uid, write.Item.Metadata.ResourceVersion);
            await client.DeleteAsync(KindOf(write.Item), null, write.Item.Key.Name, preconditions, cancel);
            return null;
        }

        return write.Item switch
        {
            Block block => Read(await PutAsync(Kinds.IpamBlock, block.ToResource(), cancel)),
            Affinity affinity => Read(await PutAsync(Kinds.BlockAffinity, affinity.ToResource(), cancel)),
            AllocationHandle handle => Read(await PutAsync(Kinds.IpamHandle, handle.ToResource(), cancel)),
            _ => throw new UnreachableException(),
        };
    }

    private Task<T> PutAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancel)
        where T : Resource =>
        resource.Metadata.ResourceVersion is null
            ? client.CreateAsync(kind, resource, cancel)
            : client.UpdateAsync(kind, resource, cancel);

    private static ApiException Senseless(IpamKey key) => new(
        0, "Unreadable", $"the {key.Kind.ToString().ToLowerInvariant()} '{key.Name}' makes no sense (its range or id): delete it", [], null);

    private static ResourceKind KindOf(IpamObject item) => item switch
    {
        Block => Kinds.IpamBlock,
        Affinity => Kinds.BlockAffinity,
        _ => Kinds.IpamHandle,
    };
}
