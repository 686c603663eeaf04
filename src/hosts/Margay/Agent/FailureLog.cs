namespace Margay.Host.Agent;

/// <summary>Logs what cannot be applied: a failure when it is new, and when it is over how often it was tried in vain. One thread at a time.</summary>
internal sealed class FailureLog(ILogger log)
{
    private (string Area, string Reason) _failing;
    private int _attempts;

    /// <summary>An attempt failed; the next one is after <paramref name="wait"/>.</summary>
    public void Failed(string area, string reason, TimeSpan wait)
    {
        if (_attempts == 0 || _failing != (area, reason))
        {
            Over();
            AgentLog.ApplyFailed(log, area, reason, wait);
            _failing = (area, reason);
        }

        _attempts++;
    }

    /// <summary>An attempt did not fail, or failed in another way.</summary>
    public void Over()
    {
        if (_attempts > 0) AgentLog.FailureOver(log, _failing.Area, _attempts, _failing.Reason);
        _attempts = 0;
    }
}
