using System.Threading.Channels;

namespace Margay.Host.Lab.Kubelet;

/// <summary>
/// Keys that need work. A key waits in the queue at most once and is worked on by one worker at a time; if it is added
/// meanwhile it comes again afterwards. Any thread may add.
/// </summary>
internal sealed class KeyQueue<TKey>
    where TKey : notnull
{
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _working = [];
    private readonly Lock _sets = new();     // guards _waiting and _working

    public void Add(TKey key)
    {
        lock (_sets)
        {
            if (_waiting.Add(key) && !_working.Contains(key)) _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Works keys off until <paramref name="stop"/>; several of these may run at once.</summary>
    /// <param name="work">Handles one key; it must not throw.</param>
    /// <param name="stop">Ends the loop.</param>
    public async Task WorkAsync(Func<TKey, Task> work, CancellationToken stop)
    {
        await foreach (var key in _ready.Reader.ReadAllAsync(stop))
        {
            stop.ThrowIfCancellationRequested();      // ReadAllAsync looks only when the queue is empty
            lock (_sets)
            {
                _waiting.Remove(key);
                _working.Add(key);
            }

            await work(key);
            lock (_sets)
            {
                _working.Remove(key);
                if (_waiting.Contains(key)) _ready.Writer.TryWrite(key);
            }
        }
    }
}
