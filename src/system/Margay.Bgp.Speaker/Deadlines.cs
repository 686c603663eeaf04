namespace Margay.Bgp.Speaker;

/// <summary>Timers that are set anew far more often than they run out: setting one later costs a dictionary entry. Not thread-safe.</summary>
internal sealed class Deadlines<TKey>(TimeProvider time)
    where TKey : notnull
{
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<TKey, TimeSpan> _due = [];
    private readonly PriorityQueue<TKey, TimeSpan> _queue = new();
    private readonly Dictionary<TKey, TimeSpan> _queued = [];

    private TimeSpan Now => time.GetElapsedTime(_start);

    public void Set(TKey key, TimeSpan after)
    {
        var due = Now + after;
        _due[key] = due;
        Enqueue(key, due);
    }

    public void Stop(TKey key) => _due.Remove(key);

    /// <summary>How long it is until the next may run out; null if none is set.</summary>
    public TimeSpan? UntilNext()
    {
        if (!_queue.TryPeek(out _, out var due)) return null;
        var left = due - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>One that has run out; it is not set any more.</summary>
    public bool TryTake(out TKey key)
    {
        while (_queue.TryPeek(out key!, out var queued) && queued <= Now)
        {
            _queue.Dequeue();
            if (!_queued.TryGetValue(key, out var latest) || latest != queued) continue;
            _queued.Remove(key);
            if (!_due.TryGetValue(key, out var due)) continue;
            if (due <= queued)
            {
                _due.Remove(key);
                return true;
            }

            Enqueue(key, due);
        }

        key = default!;
        return false;
    }

    /// <summary>Queues unless an earlier entry is there, which will find the later deadline when its time comes.</summary>
    private void Enqueue(TKey key, TimeSpan due)
    {
        if (_queued.TryGetValue(key, out var queued) && queued <= due) return;
        _queued[key] = due;
        _queue.Enqueue(key, due);
    }
}
