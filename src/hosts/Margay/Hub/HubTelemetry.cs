using Margay.Api.Requests;
using Margay.Api.Storage;

namespace Margay.Host.Hub;

/// <summary>What the hub counts and logs about requests.</summary>
internal sealed class HubTelemetry(HubMetrics metrics, ILogger logger)
{
    private int _storeIsDown;

    public HubMetrics Metrics => metrics;

    /// <summary>False from a refused write until the next one that is taken.</summary>
    public bool StoreTakesWrites => Volatile.Read(ref _storeIsDown) == 0;

    public void Answered(string verb, ResourcePath? path, int code, TimeSpan took)
    {
        metrics.Requests.With(verb, path?.Kind.Plural ?? "", code.ToString()).Increment();
        if (verb != "watch") metrics.RequestSeconds.With(verb).Observe(took.TotalSeconds);
        if (verb is "create" or "update" or "patch" or "delete" && code < 300) Volatile.Write(ref _storeIsDown, 0);
    }

    public void Failed(string method, string path, Exception reason) => HubLog.RequestFailed(logger, reason, method, path);

    public void StoreUnavailable(StoreUnavailableException reason)
    {
        if (Interlocked.Exchange(ref _storeIsDown, 1) == 0) HubLog.StoreUnavailable(logger, reason.Message);
    }
}
