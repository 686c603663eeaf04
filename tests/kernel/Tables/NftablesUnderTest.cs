using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;

namespace Margay.Tests.Kernel.Tables;

/// <summary>The nftables dataplane. Packets that no connection fits are judged like any other.</summary>
internal sealed class NftablesUnderTest(PodNetwork net) : IDataplaneUnderTest
{
    private readonly PolicyDriver _driver = new(net.Handle("host"), new TableOptions { DropInvalid = false });

    public void Apply(IntentDelta delta)
    {
        _driver.Update(delta);
        var outcome = _driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
    }

    public void Dispose() => _driver.Dispose();
}
