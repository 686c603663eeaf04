namespace Margay.Host.Agent;

/// <summary>Why an agent is not ready.</summary>
/// <param name="Reason">One word for programs, as in <c>RoutesNotApplied</c>.</param>
/// <param name="Text">What failed, in the words of the error.</param>
internal sealed record AgentFault(string Reason, string Text)
{
    public override string ToString() => Text;
}

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
    private volatile AgentFault? _fault;
    private volatile AgentFault? _ailment;
    private TimeSpan _wait = FirstWait;

    public bool IsLive => clock.GetElapsedTime(Volatile.Read(ref _lastBeat)) < Watchdog;

    public bool IsReady => IsLive && _inSync && _fault is null;

    /// <summary>Why the agent is not ready; null when it is.</summary>
    public AgentFault? Fault =>
        !IsLive ? new AgentFault("AgentStuck", $"the loop has not come round for {Watchdog.TotalSeconds:0} s")
        : !_inSync ? _fault ?? new AgentFault("NotInSync", "not in sync with the datastore yet")
        : _fault;

    /// <summary>What people should know of the agent: why it is not ready, or what ails it although it is; null if there is nothing.</summary>
    public AgentFault? Complaint => Fault ?? _ailment;

    /// <summary>Hears that <see cref="Complaint"/> is another, on any thread; that the loop is stuck is not told. Set before the loop runs.</summary>
    public Action? Changed { get; set; }

    public TimeSpan Uptime => clock.GetUtcNow() - _started;

    /// <summary>The loop has come round.</summary>
    public void Beat() => Volatile.Write(ref _lastBeat, clock.GetTimestamp());

    /// <summary>The first complete state is in the kernel.</summary>
    public void InSync()
    {
        _inSync = true;
        Changed?.Invoke();
    }

    /// <summary>Everything is in the kernel. Called by the loop only.</summary>
    public void Succeeded()
    {
        _wait = FirstWait;
        Set(null);
    }

    /// <summary>Something is not; gives how long to wait before the next attempt. Called by the loop only.</summary>
    public TimeSpan Failed(string area, string reason)
    {
        Set(new AgentFault($"{char.ToUpperInvariant(area[0])}{area[1..]}NotApplied", $"{area}: {reason}"));
        var wait = _wait;
        _wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        return wait;
    }

    /// <summary>Something is amiss that leaves the node's pods what they have, so that the agent is ready all the same; null: not any more. Thread-safe.</summary>
    public void Ails(AgentFault? ailment)
    {
        _ailment = ailment;
        Changed?.Invoke();
    }

    private void Set(AgentFault? fault)
    {
        if (fault == _fault) return;
        _fault = fault;
        Changed?.Invoke();
    }
}
