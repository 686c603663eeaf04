namespace Margay.Host.Agent;

/// <summary>Asks the loop to compare tables and routes with the kernel from time to time, whatever the monitors say.</summary>
internal sealed class PeriodicResync(AgentLoop loop, TimeProvider clock)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var (tables, routes) = (clock.GetTimestamp(), clock.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stop))
        {
            var due = KernelArea.None;
            if (IsDue(loop.Settings.NftablesRefresh, ref tables)) due |= KernelArea.Tables;
            if (IsDue(loop.Settings.RouteRefresh, ref routes)) due |= KernelArea.Routes | KernelArea.Links | KernelArea.NextHops;
            await loop.PostAsync(new AgentInput.ResyncDue(due, Foreign: false), stop);
        }
    }

    private bool IsDue(TimeSpan interval, ref long last)
    {
        if (interval <= TimeSpan.Zero || clock.GetElapsedTime(last) < interval) return false;
        last = clock.GetTimestamp();
        return true;
    }
}
