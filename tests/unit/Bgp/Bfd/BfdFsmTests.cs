using Margay.Bgp.Bfd;

namespace Margay.Tests.Unit.Bgp.Bfd;

/// <summary>One machine; what the other side says is written by hand (RFC 5880 §6.8).</summary>
public sealed class BfdFsmTests
{
    private const uint Ours = 7;
    private const uint Theirs = 9;
    private const uint Second = BfdFsm.SlowTx;

    private readonly List<BfdAction> _actions = [];
    private BfdConfig _config = new();
    private BfdSession _session = BfdSession.Create(Ours);
    private long _now = 1_000_000_000;
    private double _lot;

    private static BfdPacket Packet(BfdState state) => new()
    {
        State = state,
        DetectMultiplier = 3,
        MyDiscriminator = Theirs,
        YourDiscriminator = state is BfdState.Init or BfdState.Up ? Ours : 0,
        DesiredMinTx = 200_000,
        RequiredMinRx = 400_000,
    };

    private BfdPacket Sent => Assert.Single(_actions.OfType<BfdAction.Send>()).Packet;

    [Fact]
    public void It_begins_down_and_slow_and_says_what_it_is_ready_for()
    {
        Start();

        Assert.Equal(new BfdPacket { State = BfdState.Down, DetectMultiplier = 5, MyDiscriminator = Ours, DesiredMinTx = Second, RequiredMinRx = 300_000 }, Sent);
        Assert.Equal(_now + Second, _session.TransmitAt);
    }

    [Theory]
    [InlineData(BfdState.Down, BfdState.Down, BfdState.Init)]
    [InlineData(BfdState.Down, BfdState.Init, BfdState.Up)]
    [InlineData(BfdState.Down, BfdState.Up, BfdState.Down)]
    [InlineData(BfdState.Down, BfdState.AdminDown, BfdState.Down)]
    [InlineData(BfdState.Init, BfdState.Down, BfdState.Init)]
    [InlineData(BfdState.Init, BfdState.Init, BfdState.Up)]
    [InlineData(BfdState.Init, BfdState.Up, BfdState.Up)]
    [InlineData(BfdState.Init, BfdState.AdminDown, BfdState.Down)]
    [InlineData(BfdState.Up, BfdState.Down, BfdState.Down)]
    [InlineData(BfdState.Up, BfdState.Init, BfdState.Up)]
    [InlineData(BfdState.Up, BfdState.Up, BfdState.Up)]
    [InlineData(BfdState.Up, BfdState.AdminDown, BfdState.Down)]
    public void States_follow_the_other_sides(BfdState from, BfdState heard, BfdState to)
    {
        BringTo(from);

        Hear(Packet(heard));

        Assert.Equal(to, _session.State);
        if (from == to) Assert.Empty(_actions);
        else Assert.Equal((to, Theirs), (Sent.State, Sent.YourDiscriminator));
        Assert.Equal(from != BfdState.Up && to == BfdState.Up, _actions.OfType<BfdAction.Up>().Any());
        Assert.Equal(from == BfdState.Up && to != BfdState.Up, _actions.OfType<BfdAction.Down>().Any());
        if (to == BfdState.Down && from != to) Assert.Equal(BfdDiagnostic.NeighborSignaledDown, Sent.Diagnostic);
    }

    [Theory]
    [InlineData(BfdState.Down, false, false)]
    [InlineData(BfdState.Down, true, false)]
    [InlineData(BfdState.AdminDown, false, true)]
    public void A_session_that_goes_down_says_whether_the_path_did(BfdState heard, bool independent, bool administrative)
    {
        BringTo(BfdState.Up);

        Hear(Packet(heard) with { ControlPlaneIndependent = independent });

        Assert.Contains(new BfdAction.Down(BfdDiagnostic.NeighborSignaledDown, administrative, independent), _actions);
    }

    [Fact]
    public void Silence_beyond_the_detection_time_ends_it_and_what_was_heard_is_forgotten()
    {
        BringTo(BfdState.Up);
        Hear(Packet(BfdState.Up) with { Final = true, ControlPlaneIndependent = true });

        // Their multiplier, and the slower of what they send and what this side can receive.
        Assert.Equal(3 * 300_000, _session.DetectionTime);
        Assert.Equal(_now + 900_000, _session.DetectAt);
        Elapse(899_999);
        Assert.Equal(BfdState.Up, _session.State);
        Elapse(1);

        Assert.Equal(BfdState.Down, _session.State);
        Assert.Contains(new BfdAction.Down(BfdDiagnostic.DetectionTimeExpired, IsAdministrative: false, RemoteIsIndependent: true), _actions);
        Assert.Equal((BfdState.Down, BfdDiagnostic.DetectionTimeExpired, 0u, Second), (Sent.State, Sent.Diagnostic, Sent.YourDiscriminator, Sent.DesiredMinTx));
        Assert.Null(_session.DetectAt);
    }

    [Fact]
    public void The_other_sides_number_is_forgotten_in_a_session_that_is_down_too()
    {
        Start();
        Hear(Packet(BfdState.Up));
        Assert.Equal((BfdState.Down, Theirs), (_session.State, _session.RemoteDiscriminator));

        Elapse(_session.DetectionTime);

        Assert.Equal(0u, _session.RemoteDiscriminator);
        Assert.DoesNotContain(_actions, action => action is BfdAction.Down);
    }

    [Fact]
    public void A_session_that_comes_up_asks_for_its_pace_and_takes_it_at_once()
    {
        BringTo(BfdState.Init);

        Hear(Packet(BfdState.Up));

        Assert.Equal((true, 300_000u), (Sent.Poll, Sent.DesiredMinTx));
        Assert.Equal(400_000u, _session.TransmitInterval);
        Assert.Equal(_now + 400_000, _session.TransmitAt);
        Elapse(400_000);
        Assert.True(Sent.Poll);
        Hear(Packet(BfdState.Up) with { Final = true });
        Elapse(400_000);
        Assert.False(Sent.Poll);
    }

    [Fact]
    public void What_would_make_the_other_side_miss_packets_waits_for_its_answer()
    {
        Settle();

        Reconfigure(_config with { MinTx = 2_000_000, MinRx = 100_000 });
        Assert.Equal((400_000u, 900_000L), (_session.TransmitInterval, _session.DetectionTime));
        Elapse(400_000);
        Assert.Equal((true, 2_000_000u, 100_000u), (Sent.Poll, Sent.DesiredMinTx, Sent.RequiredMinRx));

        Hear(Packet(BfdState.Up) with { Final = true });
        Assert.Equal((2_000_000u, 600_000L), (_session.TransmitInterval, _session.DetectionTime));
    }

    [Fact]
    public void What_lets_the_other_side_hear_more_counts_at_once()
    {
        Settle();

        Reconfigure(_config with { MinTx = 450_000 });
        Hear(Packet(BfdState.Up) with { Final = true });
        Reconfigure(_config with { MinTx = 100_000, MinRx = 1_000_000 });

        Assert.Equal((400_000u, 3_000_000L), (_session.TransmitInterval, _session.DetectionTime));
    }

    [Fact]
    public void An_answer_to_an_earlier_question_does_not_end_a_later_one()
    {
        Settle();
        Reconfigure(_config with { MinTx = 2_000_000 });
        Elapse(400_000);
        Assert.True(Sent.Poll);

        Reconfigure(_config with { MinTx = 3_000_000 });
        Hear(Packet(BfdState.Up) with { Final = true });
        Assert.Equal(400_000u, _session.TransmitInterval);
        Elapse(400_000);
        Assert.True(Sent.Poll);

        Hear(Packet(BfdState.Up) with { Final = true });
        Assert.Equal((3_000_000u, PollState.None), (_session.TransmitInterval, _session.Poll));
    }

    [Fact]
    public void A_poll_is_answered_at_once_and_never_with_another()
    {
        BringTo(BfdState.Up);
        Assert.Equal(PollState.Asking, _session.Poll);
        var due = _session.TransmitAt;

        Hear(Packet(BfdState.Up) with { Poll = true });

        Assert.Equal((true, false), (Sent.Final, Sent.Poll));
        Assert.Equal(due, _session.TransmitAt);
    }

    [Fact]
    public void A_shorter_pace_of_the_other_side_is_taken_at_once_and_a_longer_one_with_the_next_packet()
    {
        Settle();
        var sent = _session.SentAt;

        Hear(Packet(BfdState.Up) with { RequiredMinRx = 5_000_000 });
        Assert.Equal(sent + 400_000, _session.TransmitAt);
        Elapse(400_000);
        Assert.Equal(_now + 5_000_000, _session.TransmitAt);

        Hear(Packet(BfdState.Up) with { RequiredMinRx = 300_000 });
        Assert.Equal(_session.SentAt + 300_000, _session.TransmitAt);
    }

    [Fact]
    public void Who_cannot_receive_is_sent_nothing_until_it_can()
    {
        Settle();

        Hear(Packet(BfdState.Up) with { RequiredMinRx = 0 });
        Assert.Null(_session.TransmitAt);

        Elapse(500_000);
        Assert.Empty(_actions);
        Hear(Packet(BfdState.Up));
        Assert.Equal(_session.SentAt + 400_000, _session.TransmitAt);
    }

    [Fact]
    public void Who_demands_silence_gets_it_while_both_are_up_but_for_questions()
    {
        BringTo(BfdState.Up);

        Hear(Packet(BfdState.Up) with { Demand = true });
        Elapse(400_000);
        Assert.True(Sent.Poll);
        Hear(Packet(BfdState.Up) with { Demand = true, Final = true });
        Assert.Null(_session.TransmitAt);
        Hear(Packet(BfdState.Up) with { Demand = true, Poll = true });
        Assert.True(Sent.Final);

        Reconfigure(_config with { MinTx = 500_000 });
        Assert.NotNull(_session.TransmitAt);
        Hear(Packet(BfdState.Up) with { Demand = true, Final = true });
        Assert.Null(_session.TransmitAt);

        // This side has not asked for silence, so that silence still ends the session.
        Elapse(_session.DetectionTime);
        Assert.Equal(BfdState.Down, Sent.State);
        Assert.NotNull(_session.TransmitAt);
    }

    [Theory]
    [InlineData(5, 0.0, 1_000_000)]
    [InlineData(5, 0.5, 875_000)]
    [InlineData(5, 0.9999999, 750_000)]
    [InlineData(1, 0.0, 900_000)]
    [InlineData(1, 0.9999999, 750_000)]
    public void Packets_come_up_to_a_quarter_earlier(byte multiplier, double lot, long after)
    {
        (_config, _lot) = (_config with { Multiplier = multiplier }, lot);

        Start();

        Assert.InRange(_session.TransmitAt!.Value - _now, after, after + 1);
    }

    [Fact]
    public void A_session_that_is_stopped_says_so_for_its_detection_time_and_hears_nothing_more()
    {
        Settle();
        _lot = 0.9;

        Do(new BfdEvent.Stop(_now, _lot));
        Assert.Equal((BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown, false), (Sent.State, Sent.Diagnostic, Sent.Poll));
        Assert.DoesNotContain(_actions, action => action is BfdAction.Down);
        Hear(Packet(BfdState.Down));
        Assert.Equal(BfdState.AdminDown, _session.State);

        var (began, farewells) = (_now, 1);
        while (_session.NextAt is { } next)
        {
            Elapse(next - _now);
            farewells += _actions.OfType<BfdAction.Send>().Count();
        }

        Assert.Equal([new BfdAction.Ended()], _actions);
        Assert.Equal(5 * Second, _now - began);
        Assert.InRange(farewells, 6, 7);
    }

    private void Start() => Do(new BfdEvent.Start(_now, _lot));

    private void Hear(BfdPacket packet) => Do(new BfdEvent.Received(_now, _lot, packet));

    private void Reconfigure(BfdConfig config)
    {
        _config = config;
        Do(new BfdEvent.Reconfigured(_now, _lot));
    }

    private void Elapse(long time)
    {
        _now += time;
        Do(new BfdEvent.Elapsed(_now, _lot));
    }

    private void BringTo(BfdState state)
    {
        Start();
        if (state is BfdState.Init or BfdState.Up) Hear(Packet(BfdState.Down));
        if (state == BfdState.Up) Hear(Packet(BfdState.Up));
        Assert.Equal(state, _session.State);
    }

    /// <summary>Up, with nothing left to ask.</summary>
    private void Settle()
    {
        BringTo(BfdState.Up);
        Hear(Packet(BfdState.Up) with { Final = true });
        Assert.Equal(PollState.None, _session.Poll);
    }

    private void Do(BfdEvent happened)
    {
        _actions.Clear();
        (_session, var actions) = BfdFsm.Step(_config, _session, happened);
        _actions.AddRange(actions);
    }
}
