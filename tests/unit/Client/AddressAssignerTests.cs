using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Client.Ipam;
using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Client;

public sealed class AddressAssignerTests
{
    private const string Api = "/apis/projectcalico.org/v3";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_live_cache_and_room_an_assignment_and_a_release_are_three_writes_each()
    {
        var (api, assigner) = Start(isLive: true);
        await assigner.AssignAsync(Request("a"), Cancel);
        api.Requests.Clear();
        var result = await assigner.AssignAsync(Request("b"), Cancel);
        Assert.Equal(["10.0.0.1", "fd00::1"], result.Addresses.Select(given => given.Address.ToString()));
        Assert.Equal(["POST ipamhandles", "PUT 10-0-0-0-30", "PUT fd00---126"], Sorted(api));
        api.Requests.Clear();
        await assigner.ReleaseAsync(new HandleId("net.b"), "n1", Cancel);
        Assert.Equal(["DELETE net.b", "PUT 10-0-0-0-30", "PUT fd00---126"], Sorted(api));
    }

    [Fact]
    public async Task Without_informers_the_cache_is_loaded_first()
    {
        var (api, assigner) = Start(isLive: false);
        Assert.Null((await assigner.AssignAsync(Request("a"), Cancel)).Refusal);
        Assert.Equal(["GET blockaffinities", "GET ipamblocks", "GET ippools"], api.Requests.Take(3).Order());
    }

    [Fact]
    public async Task When_somebody_else_writes_the_block_first_the_next_free_address_is_taken()
    {
        var (api, assigner) = Start(isLive: true);
        await assigner.AssignAsync(Request("a"), Cancel);
        api.BeforeWrite = path =>
        {
            if (path.EndsWith("/10-0-0-0-30", StringComparison.Ordinal)) TakeNext(api, path);
        };
        var result = await assigner.AssignAsync(Request("b"), Cancel);
        Assert.Equal(["10.0.0.2", "fd00::1"], result.Addresses.Select(given => given.Address.ToString()));
    }

    [Fact]
    public async Task A_half_success_is_rolled_back_with_the_reason()
    {
        var (api, assigner) = Start(isLive: true, "v4");
        var result = await assigner.AssignAsync(Request("a"), Cancel);
        Assert.Empty(result.Addresses);
        Assert.Equal(RefusalReason.NoPool, result.Refusal!.Reason);
        Assert.Empty(api.Under($"{Api}/ipamhandles"));
        Assert.All(api.Under($"{Api}/ipamblocks"), block => Assert.Empty(block["spec"]!["attributes"]!.AsArray()));
    }

    [Fact]
    public async Task A_handle_deleted_by_others_and_a_release_repeated_do_no_harm()
    {
        var (api, assigner) = Start(isLive: true);
        await assigner.AssignAsync(Request("a"), Cancel);
        await assigner.ReleaseAsync(new HandleId("net.a"), "n1", Cancel);
        await assigner.ReleaseAsync(new HandleId("net.a"), "n1", Cancel);
        Assert.Empty(api.Under($"{Api}/ipamhandles"));
    }

    [Fact]
    public async Task Requests_at_the_same_time_get_different_addresses()
    {
        var (_, assigner) = Start(isLive: true);
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => assigner.AssignAsync(Request($"h{i}"), Cancel)));
        Assert.Equal(24, results.SelectMany(result => result.Addresses).Select(given => given.Address).Distinct().Count());
    }

    [Fact]
    public void An_own_write_that_comes_back_late_does_not_turn_the_cache_back()
    {
        var cache = new IpamCache();
        var block = Block.CreateFor(Cidr.Parse("10.0.0.0/30"), BlockOwner.OfNode("n1"), DateTimeOffset.UnixEpoch);
        cache.Apply(new Change<IpamBlock>.Upsert(Kinds.IpamBlock, At(block, "7")));
        cache.Apply(new Change<IpamBlock>.Upsert(Kinds.IpamBlock, At(block, "6")));
        cache.Apply(new Change<IpamBlock>.Remove(Kinds.IpamBlock, At(block, "6")));
        Assert.Equal("7", Assert.Single(cache.Snapshot().Blocks).Metadata.ResourceVersion);
        cache.Apply(new Change<IpamBlock>.Remove(Kinds.IpamBlock, At(block, "8")));
        Assert.Empty(cache.Snapshot().Blocks);
    }

    private static IpamBlock At(Block block, string revision) =>
        (block with { Metadata = block.Metadata with { ResourceVersion = revision } }).ToResource();

    private static (MemoryApi Api, AddressAssigner Assigner) Start(bool isLive, params string[] pools)
    {
        var api = new MemoryApi();
        var cache = new IpamCache();
        var known = new List<IpPool>();
        foreach (var name in pools.Length > 0 ? pools : ["v4", "v6"])
        {
            var spec = name == "v4" ? new IpPoolSpec { Cidr = "10.0.0.0/27", BlockSize = 30 } : new IpPoolSpec { Cidr = "fd00::/123", BlockSize = 126 };
            known.Add(new IpPool { Metadata = new ObjectMeta { Name = name }, Spec = spec });
            api.Put($"{Api}/ippools/{name}", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["spec"] = new JsonObject { ["cidr"] = spec.Cidr, ["blockSize"] = spec.BlockSize },
            });
        }

        if (isLive)
        {
            cache.Apply(new Change<IpPool>.Replaced(Kinds.IpPool, known));
            cache.Apply(new Change<IpamBlock>.Replaced(Kinds.IpamBlock, []));
            cache.Apply(new Change<BlockAffinity>.Replaced(Kinds.BlockAffinity, []));
        }

        var config = new ClientConfig(new Uri("http://memory"), "memory");
        var client = new ApiClient(new ApiTransport(config, TimeProvider.System, api));
        return (api, new AddressAssigner(client, cache, IpamSettings.Default, TimeProvider.System));
    }

    private static AssignRequest Request(string container) => new()
    {
        Node = "n1",
        Handle = HandleId.OfContainer("net", container),
        Families = [IpFamily.V4, IpFamily.V6],
    };

    private static IEnumerable<string> Sorted(MemoryApi api) => api.Requests.Order(StringComparer.Ordinal);

    private static void TakeNext(MemoryApi api, string path)
    {
        api.BeforeWrite = null;
        var block = api.Under($"{Api}/ipamblocks").Single(item => path.EndsWith(item["metadata"]!["name"]!.GetValue<string>(), StringComparison.Ordinal));
        var changed = (JsonObject)block.DeepClone();
        changed["spec"]!["allocations"]![1] = 0;
        changed["spec"]!["unallocated"] = new JsonArray(2, 3);
        api.Put(path, changed);
    }
}
