using System.Collections.Concurrent;
using Margay.Dataplane.Linux.Tables;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

public sealed class TableMonitorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_change_by_another_process_is_signalled_once_with_its_name()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        using var intrusions = new BlockingCollection<TableIntrusion>();
        using (net.Monitor(driver.PortId, intrusions.Add))
        {
            net.Run("nft", "flush chain inet margay forward-egress; flush chain inet margay forward-ingress");
            Assert.True(intrusions.TryTake(out var intrusion, Patience));
            Assert.Equal("nft", intrusion.Process);
            Assert.True(intrusion.ProcessId > 0);
            Assert.False(intrusion.WereEventsLost);
        }

        Assert.Empty(intrusions);
    }

    [Fact]
    public void Our_own_writes_and_other_tables_are_not_signalled()
    {
        using var net = new PolicyNamespace();
        using var driver = net.Driver(OneOfEverything());
        using var intrusions = new BlockingCollection<TableIntrusion>();
        using (net.Monitor(driver.PortId, intrusions.Add))
        {
            net.Run("nft", "add table inet other; add chain inet other c; add table ip margay");
            driver.Update(Delta(endpointsRemoved: ["caliweb"]));
            Assert.True(driver.Apply().Succeeded);
            net.Run("nft", "delete table inet margay");     // events come in order: this is the first that counts
            Assert.True(intrusions.TryTake(out _, Patience));
        }

        Assert.Empty(intrusions);
    }
}
