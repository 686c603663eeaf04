using Margay.Dataplane.Linux.Answers;
using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Model.Settings;
using Margay.Names;
using Margay.Netlink.Queue;
using Margay.Primitives;

namespace Margay.Host.Agent.Names;

/// <summary>
/// Learns what names stand for from the DNS answers that pods get, and holds each answer back until all that it says is enforced.
/// Answers are read on the queue's thread; everything else is the agent's loop's.
/// </summary>
internal sealed class NameAnswers : IDisposable
{
    /// <summary>Names are looked over for what has had its time no more often than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After so long it is tried again to listen to a queue that could not be listened to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _turn = new(); // guards _names, _held, _live and _grace
    private readonly LearntNames _names = new();
    private readonly List<(uint Packet, long Awaited)> _held = [];
    private readonly AnswerStreams _streams = new(); // the queue's thread's
    private readonly NameJournal _journal;
    private readonly Action _wake;
    private readonly AgentMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ITimer _ends;
    private PacketQueue? _queue;
    private AnswerQueue? _reached;
    private int _tried = -1;
    private long _triedAt;
    private long _live;
    private long _taken;
    private TimeSpan _grace = FelixSettings.Defaults.NameGrace;
    private bool _journalOutdated;

    /// <summary>Goes on from what the journal has.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="wake">Has the loop take its next turn soon; any thread, must not block.</param>
    /// <param name="metrics">The agent's.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">The agent's.</param>
    public NameAnswers(NameJournal journal, Action wake, AgentMetrics metrics, TimeProvider clock, ILogger log)
    {
        (_journal, _wake, _metrics, _clock, _log) = (journal, wake, metrics, clock, log);
        var (queue, patterns, known) = journal.Load();
        _names.Restore(patterns, known, clock.GetUtcNow());
        _ends = clock.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // The kernel's rules lead to the queue already: what is known may be answered before the hub is heard.
        if (patterns.Count > 0 && queue is { } number) Listen(number);
    }

    /// <summary>What names stand for differently since the last call.</summary>
    /// <param name="inUse">The addresses that connections are open to; asked for only if names have had their time.</param>
    /// <param name="grace">How much longer than answers say they are believed.</param>
    public IReadOnlyList<NameChange> TakeChanges(Func<IReadOnlySet<IpAddr>> inUse, TimeSpan grace)
    {
        var now = _clock.GetUtcNow();
        var used = IsDue(now) ? Ask(inUse) : null;
        lock (_turn)
        {
            _grace = grace;
            if (used is not null) _names.Expire(now, used, grace > Pause ? grace : Pause);
            if (_names.NextEnd < DateTimeOffset.MaxValue)
            {
                var wait = _names.NextEnd - now;
                _ends.Change(wait > Pause ? wait : Pause, Timeout.InfiniteTimeSpan);
            }

            var (changes, last) = _names.TakeChanges();
            _taken = last;
            return changes;
        }
    }

    /// <summary>Asks for the names that patterns mean, and listens to answers as soon as there is one.</summary>
    /// <returns>Where answers wait; null if none need to, or none can.</returns>
    public AnswerQueue? Follow(IReadOnlyCollection<DomainPattern> patterns, ushort queue)
    {
        lock (_turn)
        {
            if (!patterns.ToHashSet().SetEquals(_names.Wanted))
            {
                _names.Want(patterns);
                _journalOutdated = true;
                _wake();
            }
        }

        if (patterns.Count > 0) Listen(queue);
        return patterns.Count > 0 ? _reached : null;
    }

    /// <summary>All changes that were taken are enforced: they are kept, and who waits for them hears.</summary>
    public void Enforced()
    {
        uint[] free;
        lock (_turn)
        {
            _live = _taken;
            Save();
            free = [.. _held.Where(held => held.Awaited <= _live).Select(held => held.Packet)];
            _held.RemoveAll(held => held.Awaited <= _live);
            _metrics.LearntAddresses.With().Set(_names.Count);
        }

        _queue?.Decide(free, accept: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue?.Dispose();
        _ends.Dispose();
    }

    private bool IsDue(DateTimeOffset now)
    {
        lock (_turn) return now >= _names.NextEnd;
    }

    /// <returns>Null if it cannot be said: then nothing is forgotten yet.</returns>
    private IReadOnlySet<IpAddr>? Ask(Func<IReadOnlySet<IpAddr>> inUse)
    {
        try
        {
            return inUse();
        }
        catch (LinuxException failure)
        {
            AgentLog.NamesNotForgotten(_log, failure.Message);
            return null;
        }
    }

    /// <remarks>A journal that cannot be written is no reason to keep pods waiting: it is missed at the next restart only.</remarks>
    private void Save()
    {
        if (!_journalOutdated && !_names.HasUnsaved) return;
        try
        {
            _journal.Save(_names, _live, (ushort)_tried, _journalOutdated);
            _journalOutdated = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            AgentLog.NamesNotKept(_log, failure.Message);
        }
    }

    private void Listen(ushort number)
    {
        if (_tried == number && (_queue is not null || _clock.GetElapsedTime(_triedAt) < Patience)) return;
        lock (_turn) _journalOutdated |= _tried >= 0 && _tried != number;
        (_tried, _triedAt) = (number, _clock.GetTimestamp());
        _queue?.Dispose();
        (_queue, _reached) = (null, null);
        lock (_turn) _held.Clear();
        try
        {
            if (QueueSupport.Find(number, out var why) is not { } reached)
            {
                AgentLog.NamesNotLearnt(_log, why);
                return;
            }

            _queue = new PacketQueue(number, Take);
            _reached = reached;
        }
        catch (LinuxException failure)
        {
            AgentLog.NamesNotLearnt(_log, $"queue {number} cannot be listened to: {failure.Message}");
        }
    }

    /// <summary>An answer from a server that is trusted, to a pod that may need it.</summary>
    private void Take(PacketQueue queue, in QueuedPacket queued)
    {
        var (passes, awaited) = (true, 0L);
        if (AnswerPacket.TryRead(queued.Packet, out var packet))
        {
            if (packet.Protocol == IpProtocol.Udp) awaited = Learn(packet.Payload);
            else passes = _streams.Take(packet, Learn, out awaited);
        }

        if (passes && IsHeld(queued.Id, awaited)) return;
        _metrics.Answers.With(passes ? "passed" : "dropped").Increment();
        queue.Decide([queued.Id], passes);
    }

    private bool IsHeld(uint packet, long awaited)
    {
        bool held, unsaved;
        lock (_turn)
        {
            held = awaited > _live;
            if (held) _held.Add((packet, awaited));
            unsaved = _names.HasUnsaved;
        }

        if (held) _metrics.Answers.With("held").Increment();
        if (held || unsaved) _wake();
        return held;
    }

    private long Learn(ReadOnlySpan<byte> message)
    {
        var answer = DnsAnswer.Read(message);
        if (answer.Count == 0) return 0;
        lock (_turn) return _names.Learn(answer, _clock.GetUtcNow(), _grace);
    }
}
