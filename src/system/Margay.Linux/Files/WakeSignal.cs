using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>What ended a wait.</summary>
public enum WaitOutcome
{
    /// <summary>The descriptor has something to read (or an error to report).</summary>
    Readable,

    /// <summary>The signal was set.</summary>
    Stopped,

    /// <summary>The time was up.</summary>
    TimedOut,
}

/// <summary>A flag that a thread blocked in poll(2) notices (eventfd(2)). Any thread may set it.</summary>
public sealed class WakeSignal : IDisposable
{
    private readonly FileDescriptor _event;

    /// <summary>A signal that is not set.</summary>
    public WakeSignal()
    {
        var fd = FileCalls.EventFd(0, FileCalls.CloseOnExec);
        _event = new FileDescriptor(fd >= 0 ? fd : throw LinuxException.Last("eventfd"));
    }

    /// <summary>Sets the signal; it stays set.</summary>
    public void Set()
    {
        Span<byte> one = stackalloc byte[8];
        one[0] = 1;
        if (FileCalls.Write(_event, in MemoryMarshal.GetReference(one), 8) != 8)
            throw LinuxException.Last("write eventfd");
    }

    /// <summary>
    /// Blocks until <paramref name="source"/> is readable, the signal is set, or <paramref name="timeout"/> is up.
    /// A set signal wins. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    public WaitOutcome Wait(FileDescriptor source, TimeSpan timeout)
    {
        Span<PollEntry> entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Fd = _event.Number, Wanted = PollEntry.Readable };
        entries[1] = new PollEntry { Fd = source.Number, Wanted = PollEntry.Readable };
        var milliseconds = timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Ceiling(timeout.TotalMilliseconds);
        while (true)
        {
            var ready = FileCalls.Poll(ref MemoryMarshal.GetReference(entries), 2, milliseconds);
            if (ready < 0)
            {
                if (Marshal.GetLastPInvokeError() == Errno.EINTR) continue;
                throw LinuxException.Last("poll");
            }

            if (ready == 0) return WaitOutcome.TimedOut;
            return entries[0].Seen != 0 ? WaitOutcome.Stopped : WaitOutcome.Readable;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
