using Margay.Host.Agent.Events;

namespace Margay.Tests.Unit.Agent.Events;

/// <summary>What happens again is counted, and written within limits; nothing that is kept is lost.</summary>
public sealed class EventLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EventLedger _ledger = new("n1");
    private DateTimeOffset _now = Start;

    [Fact]
    public void What_happens_is_written_once_with_its_time()
    {
        Happen("Down", "tor");

        var write = Assert.IsType<EventWrite>(_ledger.Take(_now));
        Assert.Equal((1, true, Start, Start), (write.Count, write.IsNew, write.FirstSeen, write.LastSeen));
        Assert.StartsWith("n1.", write.Name, StringComparison.Ordinal);
        Assert.Null(_ledger.Take(_now));
        Assert.Equal(Timeout.InfiniteTimeSpan, _ledger.UntilNext(_now));
    }

    [Fact]
    public void What_happens_again_changes_the_same_event()
    {
        Happen("Down", "tor", "first");
        var first = Write()!;
        _now += TimeSpan.FromMinutes(1);
        Happen("Down", "tor", "second");

        var second = Write()!;
        Assert.Equal((first.Name, 2, false, "second", Start, _now), (second.Name, second.Count, second.IsNew, second.Last.Message, second.FirstSeen, second.LastSeen));
    }

    [Fact]
    public void Another_reason_or_subject_is_another_event()
    {
        Happen("Down", "tor");
        Happen("Up", "tor");
        Happen("Down", "other");
        Assert.Equal(3, WriteAll().Select(write => write.Name).Distinct().Count());
    }

    [Fact]
    public void A_peer_that_flaps_is_counted_whole_and_written_seldom()
    {
        const int Flaps = 5000;
        var writes = new List<EventWrite>();
        for (var i = 0; i < Flaps; i++)
        {
            Happen("Down", "tor");
            writes.AddRange(WriteAll());
            _now += TimeSpan.FromMilliseconds(100);
        }

        // 500 s: what there was at once, and one each 30 s.
        Assert.InRange(writes.Count, EventLedger.SubjectBurst, EventLedger.SubjectBurst + 17);
        _now += _ledger.UntilNext(_now);
        var last = Write()!;
        Assert.Equal((Flaps, writes[0].Name), (last.Count, last.Name));
        Assert.Null(Write());
    }

    [Fact]
    public void A_peer_that_flaps_holds_no_other_up()
    {
        for (var i = 0; i <= EventLedger.SubjectBurst; i++)
        {
            Happen("Down", "tor");
            Write();
        }

        Assert.True(_ledger.UntilNext(_now) > TimeSpan.Zero);
        Happen("Down", "other");
        Assert.Equal(TimeSpan.Zero, _ledger.UntilNext(_now));
        Assert.Equal("other", Write()!.Last.Subject);
    }

    [Fact]
    public void The_node_too_has_a_limit()
    {
        for (var i = 0; i < EventLedger.NodeBurst + 3; i++) Happen("Down", $"peer{i}");
        Assert.Equal(EventLedger.NodeBurst, WriteAll().Count);
        Assert.Equal(EventLedger.NodeRefill, _ledger.UntilNext(_now));
        _now += EventLedger.NodeRefill;
        Assert.Single(WriteAll());
    }

    [Fact]
    public void What_cannot_be_written_waits_and_goes_on_counting()
    {
        Happen("Down", "tor");
        var write = _ledger.Take(_now)!;
        _ledger.Failed(write, isGone: false);
        Happen("Down", "tor");

        Assert.Equal((2, true, write.Name), Write() is { } again ? (again.Count, again.IsNew, again.Name) : default);
    }

    [Fact]
    public void What_the_API_has_forgotten_is_made_anew()
    {
        Happen("Down", "tor");
        Write();
        Happen("Down", "tor");
        var write = _ledger.Take(_now)!;
        Assert.False(write.IsNew);
        _ledger.Failed(write, isGone: true);

        Assert.True(_ledger.Take(_now)!.IsNew);
    }

    [Fact]
    public void After_an_hour_it_is_another_event()
    {
        Happen("Down", "tor");
        var first = Write()!;
        _now += EventLedger.Lifetime;
        Happen("Down", "tor");

        var second = Write()!;
        Assert.Equal((1, true), (second.Count, second.IsNew));
        Assert.NotEqual(first.Name, second.Name);
    }

    [Fact]
    public void Without_an_API_a_bounded_number_is_kept_the_latest()
    {
        const int More = 10;
        for (var i = 0; i < EventLedger.MaxKept + More; i++)
        {
            Happen("Down", $"peer{i}");
            _now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(More, _ledger.Lost);
        var kept = new List<string>();
        while (_ledger.UntilNext(_now) is var wait && wait != Timeout.InfiniteTimeSpan)
        {
            _now += wait;
            kept.AddRange(WriteAll().Select(write => write.Last.Subject));
        }

        Assert.Equal(Enumerable.Range(More, EventLedger.MaxKept).Select(i => $"peer{i}"), kept);
    }

    [Fact]
    public void What_is_written_makes_room_before_what_is_not()
    {
        for (var i = 0; i < EventLedger.MaxKept; i++)
        {
            Happen("Down", $"peer{i}");
            _now += TimeSpan.FromMilliseconds(1);
        }

        var written = _ledger.Take(_now)!;
        _ledger.Written(written);
        Happen("Down", "new");
        Assert.Equal(0, _ledger.Lost);
    }

    private void Happen(string reason, string subject, string message = "it") => _ledger.Add(new NodeEvent(reason, subject, message, IsWarning: true), _now);

    private EventWrite? Write()
    {
        if (_ledger.Take(_now) is not { } write) return null;
        _ledger.Written(write);
        return write;
    }

    private List<EventWrite> WriteAll()
    {
        var writes = new List<EventWrite>();
        while (Write() is { } write) writes.Add(write);
        return writes;
    }
}
