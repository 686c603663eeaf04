using System.Globalization;

namespace Margay.Host.Agent.Events;

/// <summary>One event of the API as it is to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Last">What happened last.</param>
/// <param name="FirstSeen">When it happened first.</param>
/// <param name="LastSeen">When it happened last.</param>
/// <param name="Count">How often it has happened.</param>
/// <param name="IsNew">Whether the API does not have it yet.</param>
internal sealed record EventWrite(string Name, NodeEvent Last, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, int Count, bool IsNew);

/// <summary>
/// What has happened to this node, until the API knows. What happens again is counted, and written only as often as its subject may write: a
/// peer that flaps has one event whose count grows. Nothing that is kept is lost by waiting. Not thread-safe.
/// </summary>
/// <param name="node">The node's name.</param>
internal sealed class EventLedger(string node)
{
    /// <summary>So many events are kept at most, written or not; the one that happened least lately makes room, one that is written before others.</summary>
    public const int MaxKept = 256;

    /// <summary>So many writes a subject has at once, and after that one each <see cref="SubjectRefill"/>.</summary>
    public const int SubjectBurst = 10;

    /// <summary>So many writes the node has at once, and after that one each <see cref="NodeRefill"/>.</summary>
    public const int NodeBurst = 50;

    /// <summary>See <see cref="SubjectBurst"/>.</summary>
    public static readonly TimeSpan SubjectRefill = TimeSpan.FromSeconds(30);

    /// <summary>See <see cref="NodeBurst"/>.</summary>
    public static readonly TimeSpan NodeRefill = TimeSpan.FromSeconds(5);

    /// <summary>What happens after this time without is another event: the API has forgotten the one before.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Reason, string Subject), Entry> _entries = [];
    private readonly LinkedList<Entry> _unwritten = [];
    private readonly Dictionary<string, TokenBucket> _subjects = [];
    private readonly TokenBucket _node = new(NodeBurst, NodeRefill);
    private long _lastName;

    /// <summary>Events that had to make room before they were written.</summary>
    public int Lost { get; private set; }

    /// <summary>Takes what has happened.</summary>
    public void Add(NodeEvent happened, DateTimeOffset now)
    {
        var key = (happened.Reason, happened.Subject);
        if (!_entries.TryGetValue(key, out var entry) || entry.LastSeen + Lifetime <= now)
        {
            if (entry is not null) Forget(entry);
            else if (_entries.Count == MaxKept) MakeRoom(now);
            _lastName = Math.Max(_lastName + 1, now.UtcTicks);
            _entries[key] = entry = new Entry(string.Create(CultureInfo.InvariantCulture, $"{node}.{_lastName:x}"), now, happened);
        }

        (entry.Last, entry.LastSeen) = (happened, now);
        entry.Count++;
        Enqueue(entry);
    }

    /// <summary>What is to be written next; null if there is nothing, or nothing may be written yet.</summary>
    public EventWrite? Take(DateTimeOffset now)
    {
        if (_node.Until(now) > TimeSpan.Zero) return null;
        for (var at = _unwritten.First; at is not null; at = at.Next)
        {
            var bucket = BucketOf(at.Value.Last.Subject);
            if (bucket.Until(now) > TimeSpan.Zero) continue;
            bucket.Take(now);
            _node.Take(now);
            var entry = at.Value;
            _unwritten.Remove(at);
            entry.Waiting = null;
            return new EventWrite(entry.Name, entry.Last, entry.FirstSeen, entry.LastSeen, entry.Count, !entry.IsInApi);
        }

        return null;
    }

    /// <summary>The time until <see cref="Take"/> gives something; infinite if nothing waits.</summary>
    public TimeSpan UntilNext(DateTimeOffset now)
    {
        if (_unwritten.Count == 0) return Timeout.InfiniteTimeSpan;
        var ofSubjects = _unwritten.Min(entry => BucketOf(entry.Last.Subject).Until(now));
        return _node.Until(now) is var ofNode && ofNode > ofSubjects ? ofNode : ofSubjects;
    }

    /// <summary>The API has it now.</summary>
    public void Written(EventWrite write)
    {
        if (Find(write) is { } entry) entry.IsInApi = true;
    }

    /// <summary>It could not be written, and waits again behind the others.</summary>
    /// <param name="write">What was to be written.</param>
    /// <param name="isGone">The API does not have what was to be changed: it is to be made anew.</param>
    public void Failed(EventWrite write, bool isGone)
    {
        if (Find(write) is not { } entry) return;
        if (isGone) entry.IsInApi = false;
        Enqueue(entry);
    }

    private Entry? Find(EventWrite write) =>
        _entries.TryGetValue((write.Last.Reason, write.Last.Subject), out var entry) && entry.Name == write.Name ? entry : null;

    private void Enqueue(Entry entry) => entry.Waiting ??= _unwritten.AddLast(entry);

    private TokenBucket BucketOf(string subject)
    {
        if (!_subjects.TryGetValue(subject, out var bucket)) _subjects[subject] = bucket = new TokenBucket(SubjectBurst, SubjectRefill);
        return bucket;
    }

    private void MakeRoom(DateTimeOffset now)
    {
        var leaving = _entries.Values.OrderBy(entry => entry.Waiting is not null).ThenBy(entry => entry.LastSeen).First();
        if (leaving.Waiting is not null) Lost++;
        Forget(leaving);
        foreach (var full in _subjects.Where(subject => subject.Value.IsFull(now)).ToList()) _subjects.Remove(full.Key);
    }

    private void Forget(Entry entry)
    {
        _entries.Remove((entry.Last.Reason, entry.Last.Subject));
        if (entry.Waiting is { } place) _unwritten.Remove(place);
    }

    private sealed class Entry(string name, DateTimeOffset firstSeen, NodeEvent last)
    {
        public string Name { get; } = name;

        public DateTimeOffset FirstSeen { get; } = firstSeen;

        public NodeEvent Last { get; set; } = last;

        public DateTimeOffset LastSeen { get; set; } = firstSeen;

        public int Count { get; set; }

        /// <summary>Whether the API has it, with whatever count.</summary>
        public bool IsInApi { get; set; }

        /// <summary>Its place among those that are to be written, or null.</summary>
        public LinkedListNode<Entry>? Waiting { get; set; }
    }
}
