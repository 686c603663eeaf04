using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Which next hop peers are told.</summary>
public sealed class RouteExportTests
{
    private const string Own = "192.0.2.1";
    private const string Theirs = "10.65.0.5";

    [Theory]
    [InlineData(false, false, NextHopMode.Auto, Theirs)]
    [InlineData(false, false, NextHopMode.Self, Own)]
    [InlineData(false, true, NextHopMode.Auto, Own)]
    [InlineData(false, true, NextHopMode.Keep, Theirs)]
    [InlineData(true, false, NextHopMode.Auto, Own)]
    [InlineData(true, true, NextHopMode.Keep, Theirs)]
    public void It_is_the_tables_or_the_speakers_own(bool isExternal, bool isReachedHereOnly, NextHopMode mode, string expected)
    {
        var path = new BgpPath
        {
            Owner = new PathOwner(1, PathSource.External, IpAddr.Parse(Theirs), IpAddr.Parse(Theirs)) { IsReachedHereOnly = isReachedHereOnly },
            Attributes = new PathAttributes { AsPath = AsPath.Of(65010), NextHop = IpAddr.Parse(Theirs) },
        };
        var to = new ExportConfig
        {
            LocalAs = 64512,
            IsExternal = isExternal,
            LocalId = IpAddr.Parse(Own),
            Format = new UpdateFormat { FourOctetAs = true, External = isExternal },
            OwnV4 = IpAddr.Parse(Own),
            NextHop = mode,
        };
        Assert.Equal(IpAddr.Parse(expected), RouteExport.Attributes(to, path, path.Attributes, IpFamily.V4)!.NextHop);
    }
}
