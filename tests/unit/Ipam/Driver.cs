using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

/// <summary>Runs decisions against objects in memory and keeps a line of text for each step.</summary>
internal sealed class Driver(params Pool[] pools)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private int _revision;

    public IpamView View { get; set; } = IpamView.Empty.WithPools(pools);

    public IpamSettings Settings { get; set; } = IpamSettings.Default;

    public List<string> Steps { get; } = [];

    public static Pool PoolOf(string name, string cidr, int blockSize, IpPoolSpec? spec = null, bool isDeleting = false)
    {
        var resource = new IpPool
        {
            Metadata = new ObjectMeta { Name = name, DeletionTimestamp = isDeleting ? Now : null },
            Spec = (spec ?? new IpPoolSpec()) with { Cidr = cidr, BlockSize = blockSize },
        };
        return Pool.TryRead(resource, out var pool, out var fault) ? pool : throw new ArgumentException(fault);
    }

    public static AssignRequest Request(string node, string handle, params IpFamily[] families) =>
        new() { Node = node, Handle = new HandleId(handle), Families = families };

    public IpamStep Assign(AssignRequest request) => Run(view => Assignment.Next(view, request, Settings, Now));

    public IpamStep ReleaseHandle(string handle, string node) => Run(view => Release.ByHandle(view, new HandleId(handle), node));

    public IpamStep Run(Func<IpamView, IpamStep> decide)
    {
        View = View.Aged();
        Steps.Clear();
        while (true)
        {
            var step = decide(View);
            if (step is IpamStep.Read read)
            {
                Steps.Add($"read {string.Join(' ', read.Keys.Select(key => key.Name))}");
                foreach (var key in read.Keys) View = View.AfterRead(key, Find(key));
            }
            else if (step is IpamStep.Write write)
            {
                Steps.Add(string.Join(' ', write.Writes.Select(one => one.IsDeletion ? $"delete {one.Item.Key.Name}" : $"put {one.Item.Key.Name}{Mark(one.Item)}")));
                foreach (var one in write.Writes) View = View.AfterWrite(one.Item.Key, one.IsDeletion ? null : Stored(one.Item));
            }
            else
            {
                return step;
            }
        }
    }

    public IpamObject Stored(IpamObject item) => item with { Metadata = item.Metadata with { ResourceVersion = $"{++_revision}" } };

    private IpamObject? Find(IpamKey key) => key.Kind switch
    {
        IpamKind.Block => View.Blocks.FirstOrDefault(block => block.Key == key),
        IpamKind.Affinity => View.Affinities.FirstOrDefault(affinity => affinity.Key == key),
        _ => View.HandleOf(new HandleId(key.Name)),
    };

    private static string Mark(IpamObject item) => item is Affinity affinity ? $"={affinity.State}" : "";
}
