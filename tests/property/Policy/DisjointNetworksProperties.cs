using CsCheck;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

public sealed class DisjointNetworksProperties
{
    private const int Addresses = 64;

    /// <summary>Prefixes among the last 64 addresses of a family, where arithmetic overflows first.</summary>
    private static readonly Gen<Cidr> Prefix = Gen.Select(Gen.Bool, Gen.Int[0, Addresses - 1], Gen.Int[0, 6], (v4, address, free) =>
        v4 ? Cidr.Create(Last(IpFamily.V4, address), 32 - free) : Cidr.Create(Last(IpFamily.V6, address), 128 - free));

    [Fact]
    public void The_prefixes_hold_the_same_addresses_without_overlap_or_waste() =>
        Gen.Select(Prefix, Prefix.List[0, 3], (cidr, except) => new NetworkBlock(cidr, except)).List[0, 4].Sample(blocks =>
        {
            var networks = DisjointNetworks.Of(blocks);
            Assert.Equal(networks.Order(), networks);
            foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
            {
                for (var i = 0; i < Addresses; i++)
                {
                    var address = Last(family, i);
                    var wanted = blocks.Any(block => block.Cidr.Contains(address) && !block.Except.Any(exception => exception.Contains(address)));
                    Assert.Equal(wanted ? 1 : 0, networks.Count(network => network.Contains(address)));
                }
            }

            Assert.All(networks.Zip(networks.Skip(1)), pair => Assert.False(AreHalvesOfOne(pair.First, pair.Second)));
        });

    private static bool AreHalvesOfOne(Cidr low, Cidr high) =>
        low.Family == high.Family && low.Length == high.Length && low.Length > 0
        && Cidr.Create(low.Network, low.Length - 1) == Cidr.Create(high.Network, high.Length - 1);

    private static IpAddr Last(IpFamily family, int back) => IpAddr.Of(family, UInt128.MaxValue - (UInt128)back);
}
