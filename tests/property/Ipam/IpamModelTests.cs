using CsCheck;
using Margay.Ipam;

namespace Margay.Tests.Property.Ipam;

public sealed class IpamModelTests
{
    private static readonly Gen<(int Actor, int Action, int Pick)[]> Histories =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 19], Gen.Int[0, 999]).Array[1, 400];

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Whatever_crashes_when_an_address_has_one_owner_and_nothing_leaks(int nodes, bool strict) =>
        Histories.Sample(history =>
        {
            var cluster = new Cluster(nodes, new IpamSettings(strict, MaxBlocksPerNode: 3));
            foreach (var (actor, action, pick) in history) cluster.Step(actor, action, pick);
            cluster.ReleaseAll();
            cluster.ReleaseAll();
            Assert.Empty(cluster.Store.Handles);
            Assert.All(cluster.Store.Blocks, block => Assert.True(block.IsEmpty));
            cluster.ReleaseAffinities();
            Assert.Empty(cluster.Store.Affinities);
            Assert.Empty(cluster.Store.Blocks);
        }, iter: 150);
}
