using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;

namespace Margay.Tests.Kernel.Tables;

/// <summary>A namespace with the policy table in it.</summary>
internal sealed class PolicyNamespace : IDisposable
{
    private readonly TestNamespace _net = new();

    /// <summary>A driver that has written this intent.</summary>
    public PolicyDriver Driver(IntentDelta intent, TableOptions? options = null)
    {
        var driver = new PolicyDriver(_net.Handle, options ?? new TableOptions());
        driver.Update(intent);
        var outcome = driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
        return driver;
    }

    /// <summary>What a driver that begins with this intent has to write; it is disposed, as when an agent ends.</summary>
    public ApplyOutcome Start(IntentDelta intent, TableOptions? options = null, NetworkIntent? network = null)
    {
        using var driver = new PolicyDriver(_net.Handle, options ?? new TableOptions());
        driver.Update(network ?? NetworkIntent.None);
        driver.Update(intent);
        var outcome = driver.Resync();
        Assert.True(outcome.Succeeded, outcome.ToString());
        return outcome;
    }

    public TableMonitor Monitor(uint ownPort, Action<TableIntrusion> onIntrusion) => new(_net.Handle, ownPort, onIntrusion);

    public string Rendered(IntentDelta intent, TableOptions? options = null, NetworkIntent? network = null)
    {
        var policy = new PolicyTable(options ?? new TableOptions());
        policy.Update(network ?? NetworkIntent.None);
        policy.Update(intent);
        return NftText.Print(policy.Table);
    }

    /// <summary>The table as nft shows it, without counts.</summary>
    public string Listed() => NftListing.Normalize(Run("nft", "-s", "list", "table", "inet", "margay"));

    public string Run(string program, params string[] arguments) => _net.Run(program, arguments);

    public string RunWithInput(string input, string program, params string[] arguments) =>
        _net.RunWithInput(input, program, arguments);

    public void Dispose() => _net.Dispose();
}
