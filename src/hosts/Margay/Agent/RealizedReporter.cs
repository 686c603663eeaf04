using System.Threading.Channels;
using Margay.Client;
using Margay.Host.Reports;

namespace Margay.Host.Agent;

/// <summary>Tells the hub what the kernel enforces: the latest report soon, and again from time to time, as a hub keeps none.</summary>
internal sealed class RealizedReporter(ApiClient api, string node, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainElsewhere = TimeSpan.FromMinutes(1);

    private readonly Channel<NodeReport> _latest =
        Channel.CreateBounded<NodeReport>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Has a report sent; one that is not sent yet is dropped for it. Never waits.</summary>
    public void Offer(NodeReport report) => _latest.Writer.TryWrite(report);

    /// <summary>Runs until it is stopped; a failure is logged once and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var report = await _latest.Reader.ReadAsync(stop);
        var (fails, isElsewhere) = (false, false);
        while (true)
        {
            try
            {
                await api.Raw.PutAsync(NodeReport.PathOf(node), report.ToJson(), stop);
                (fails, isElsewhere) = (false, false);
            }
            catch (ApiException refused) when (refused.IsNotFound)
            {
                if (!isElsewhere) AgentLog.NobodyToReportTo(log);
                isElsewhere = true;
            }
            catch (ApiException failure)
            {
                if (!fails) AgentLog.NotReported(log, failure.Message);
                fails = true;
            }

            report = await NextAsync(report, isElsewhere ? AgainElsewhere : Again, stop);
        }
    }

    private async Task<NodeReport> NextAsync(NodeReport last, TimeSpan wait, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await _latest.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return last;
        }
    }
}
