using Margay.Bgp.Bfd;

namespace Margay.Tests.Unit.Bgp.Bfd;

/// <summary>Two machines and a wire that loses, delays and overtakes; their speakers restart, stop and change their minds.</summary>
public sealed class BfdPairTests
{
    private const long Second = 1_000_000;
    private const int Rounds = 300;

    [Fact]
    public void Once_the_wire_is_good_both_are_up_at_the_agreed_pace_and_once_it_is_cut_both_know_in_time()
    {
        var first = Random.Shared.Next(int.MaxValue - Rounds);
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var wire = new BfdWire(new Random(seed));
            wire.Chaos(60 * Second);
            wire.Mend();
            wire.Run(30 * Second);
            Assert.True(wire.Sides.All(side => side.Session is { State: BfdState.Up, Poll: PollState.None }), $"seed {seed}: {wire}");

            foreach (var side in wire.Sides) side.Sent.Clear();
            var changes = wire.Sides.Sum(side => side.Changes);
            wire.Run(60 * Second);
            Assert.True(changes == wire.Sides.Sum(side => side.Changes), $"seed {seed}: {wire}");
            foreach (var side in wire.Sides) Assert.True(KeepsPace(side, wire.Other(side)), $"seed {seed}: {wire}");

            var heard = wire.Sides.Select(side => side.Session.DetectAt!.Value).ToList();
            wire.Cut();
            wire.Run(heard.Max() - wire.Now);
            Assert.True(wire.Sides.All(side => side is { Session.State: BfdState.Down, IsUp: false }), $"seed {seed}: {wire}");
        }
    }

    /// <summary>RFC 5880 §6.8.7, with one microsecond for rounding.</summary>
    private static bool KeepsPace(BfdWire.Side side, BfdWire.Side other)
    {
        var interval = Math.Max(side.Config.MinTx, other.Config.MinRx);
        var most = side.Config.Multiplier == 1 ? interval * 0.9 : interval;
        var gaps = side.Sent.Zip(side.Sent.Skip(1), (one, next) => next - one).ToList();
        return gaps.Count > 0 && gaps.TrueForAll(gap => gap >= (interval * 0.75) - 1 && gap <= most + 1);
    }
}

/// <summary>The wire, and both ends of it. A packet finds its session as RFC 5880 §6.3 has it.</summary>
internal sealed class BfdWire
{
    private static readonly uint[] Intervals = [50_000, 300_000, 1_000_000, 2_000_000];

    private readonly Random _random;
    private readonly PriorityQueue<(Side To, BfdPacket Packet), long> _underway = new();
    private double _loss = 0.3;
    private int _delay = 800_000;
    private uint _discriminators;

    public BfdWire(Random random)
    {
        _random = random;
        Sides = [new Side(Config()), new Side(Config())];
        foreach (var side in Sides) Restart(side);
    }

    public Side[] Sides { get; }

    public long Now { get; private set; }

    public Side Other(Side side) => side == Sides[0] ? Sides[1] : Sides[0];

    public void Chaos(long time)
    {
        for (var until = Now + time; Now < until;)
        {
            Run(_random.Next(3_000_000));
            var side = Sides[_random.Next(2)];
            switch (_random.Next(6))
            {
                case 0: Restart(side); break;
                case 1: Do(side, new BfdEvent.Stop(Now, _random.NextDouble())); break;
                case 2: Do(side, new BfdEvent.Start(Now, _random.NextDouble())); break;
                case 3:
                    side.Config = Config();
                    Do(side, new BfdEvent.Reconfigured(Now, _random.NextDouble()));
                    break;
                case 4: _loss = _random.NextDouble(); break;
                default: _delay = _random.Next(1, 1_000_000); break;
            }
        }
    }

    public void Mend()
    {
        (_loss, _delay) = (0, 1000);
        foreach (var side in Sides) Do(side, new BfdEvent.Start(Now, _random.NextDouble()));
    }

    public void Cut()
    {
        _loss = 1;
        _underway.Clear();
    }

    public void Run(long time)
    {
        var until = Now + time;
        while (true)
        {
            var side = Sides.MinBy(one => one.Session.NextAt ?? long.MaxValue)!;
            var due = side.Session.NextAt ?? long.MaxValue;
            var arrives = _underway.TryPeek(out _, out var arrival) && arrival <= due;
            if (Math.Min(due, arrives ? arrival : long.MaxValue) > until) break;
            Now = Math.Max(Now, arrives ? arrival : due);
            if (arrives) Deliver();
            else Do(side, new BfdEvent.Elapsed(Now, _random.NextDouble()));
        }

        Now = until;
    }

    public override string ToString() => $"at {Now}: {string.Join("; ", Sides.Select(side => $"{side.Config} {side.Session}"))}";

    private BfdConfig Config() => new()
    {
        MinTx = Intervals[_random.Next(Intervals.Length)],
        MinRx = Intervals[_random.Next(Intervals.Length)],
        Multiplier = (byte)_random.Next(1, 6),
    };

    private void Restart(Side side)
    {
        side.Session = BfdSession.Create(++_discriminators);
        side.IsUp = false;
        Do(side, new BfdEvent.Start(Now, _random.NextDouble()));
    }

    private void Deliver()
    {
        var (side, packet) = _underway.Dequeue();
        if (packet.YourDiscriminator == 0 || packet.YourDiscriminator == side.Session.LocalDiscriminator)
            Do(side, new BfdEvent.Received(Now, _random.NextDouble(), packet));
    }

    private void Do(Side side, BfdEvent happened)
    {
        (side.Session, var actions) = BfdFsm.Step(side.Config, side.Session, happened);
        if (happened is BfdEvent.Stop) side.IsUp = false;
        foreach (var action in actions)
        {
            switch (action)
            {
                case BfdAction.Send send: Send(side, send.Packet); break;
                case BfdAction.Up:
                    Assert.False(side.IsUp);
                    side.IsUp = true;
                    side.Changes++;
                    break;
                case BfdAction.Down:
                    Assert.True(side.IsUp);
                    side.IsUp = false;
                    side.Changes++;
                    break;
            }
        }

        Assert.Equal(side.Session.State == BfdState.Up, side.IsUp);
    }

    private void Send(Side side, BfdPacket packet)
    {
        var bytes = new byte[BfdCodec.Length];
        BfdCodec.Write(bytes, packet);
        Assert.True(BfdCodec.TryDecode(bytes, out var read, out var discard) && read == packet, $"{discard}: {packet}");
        Assert.False(packet.Poll && packet.Final);
        Assert.True(packet.State == BfdState.Up || packet.DesiredMinTx >= BfdFsm.SlowTx);
        if (!packet.Final) side.Sent.Add(Now);
        if (_random.NextDouble() >= _loss) _underway.Enqueue((Other(side), packet), Now + _random.Next(_delay));
    }

    internal sealed class Side(BfdConfig config)
    {
        public BfdConfig Config { get; set; } = config;

        public BfdSession Session { get; set; } = BfdSession.Create(1);

        /// <summary>When packets went that answer no Poll.</summary>
        public List<long> Sent { get; } = [];

        public bool IsUp { get; set; }

        public int Changes { get; set; }
    }
}
