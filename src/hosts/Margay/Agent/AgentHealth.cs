namespace Margay.Host.Agent;

/// <summary>
/// Whether the agent lives and whether it is ready, as its loop reports it and as others ask. Thread-safe.
/// </summary>
/// <remarks>
/// Live: the loop has come round within <see cref="Watchdog"/>. Ready: live, in sync, and the last attempt to write each
/// area of kernel state succeeded.
/// </remarks>
internal sealed class AgentHealth(TimeProvider clock)
{
    public static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private long _lastBeat = clock.GetTimestamp();
    private volatile bool _inSync;
    private volatile string? _fault;
    private TimeSpan _wait = FirstWait;

    public bool IsLive => clock.GetElapsedTime(Volatile.Read(ref _lastBeat)) < Watchdog;

    public bool IsReady => IsLive && _inSync && _fault is null;

    /// <summary>Why the agent is not ready; null when it is.</summary>
    public string? Fault =>
        !IsLive ? $"the loop has not come round for {Watchdog.TotalSeconds:0} s"
        : !_inSync ? "not in sync with the datastore yet"
        : _fault;

    public TimeSpan Uptime => clock.GetUtcNow() - _started;

    /// <summary>The loop has come round.</summary>
    public void Beat() => Volatile.Write(ref _lastBeat, clock.GetTimestamp());

    /// <summary>The first complete state is in the kernel.</summary>
    public void InSync() => _inSync = true;

    /// <summary>Everything is in the kernel.</summary>
    public void Succeeded() => (_fault, _wait) = (null, FirstWait);

    /// <summary>Something is not; gives how long to wait before the next attempt. Called by the loop only.</summary>
    public TimeSpan Failed(string area, string reason)
    {
        _fault = $"{area}: {reason}";
        var wait = _wait;
        _wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        return wait;
    }
}
