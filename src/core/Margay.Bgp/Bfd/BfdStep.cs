namespace Margay.Bgp.Bfd;

/// <summary>One step of the machine while it is taken.</summary>
internal sealed class BfdStep(BfdConfig config, BfdSession session, long at, double lot)
{
    /// <summary>RFC 5880 §6.8.7: packets come up to a quarter earlier than agreed, and at least a tenth if the first that is lost counts.</summary>
    private const double MostEarlier = 0.25;
    private const double LeastEarlierOfOne = 0.1;

    private readonly List<BfdAction> _actions = [];

    public BfdSession Session { get; private set; } = session;

    public IReadOnlyList<BfdAction> Actions => _actions;

    public void Start()
    {
        if (Session.State != BfdState.AdminDown) return;
        Session = BfdSession.Create(Session.LocalDiscriminator) with { State = BfdState.Down };
        Want(Math.Max(config.MinTx, BfdFsm.SlowTx), config.MinRx);
        Send();
    }

    /// <summary>RFC 5880 §6.8.16: the other side hears AdminDown for as long as it takes to be sure that it has heard.</summary>
    public void Stop()
    {
        if (Session.State == BfdState.AdminDown) return;
        Session = Session with
        {
            State = BfdState.AdminDown,
            Diagnostic = BfdDiagnostic.AdministrativelyDown,
        };
        Want(Math.Max(config.MinTx, BfdFsm.SlowTx), config.MinRx);
        Session = Session with { EndsAt = at + (config.Multiplier * (long)Session.TransmitInterval) };
        Send();
    }

    public void Reconfigure()
    {
        if (Session.State != BfdState.AdminDown) Want(Session.State == BfdState.Up ? config.MinTx : Math.Max(config.MinTx, BfdFsm.SlowTx), config.MinRx);
    }

    /// <summary>RFC 5880 §6.8.6, after its discards.</summary>
    public void Receive(in BfdPacket packet)
    {
        var (before, interval) = (Session.State, Session.TransmitInterval);
        if (before == BfdState.AdminDown) return;
        Session = Session with
        {
            RemoteDiscriminator = packet.MyDiscriminator,
            RemoteState = packet.State,
            RemoteDiagnostic = packet.Diagnostic,
            RemoteDemands = packet.Demand,
            RemoteIsIndependent = packet.ControlPlaneIndependent,
            RemoteMinRx = packet.RequiredMinRx,
            RemoteMinTx = packet.DesiredMinTx,
            RemoteMultiplier = packet.DetectMultiplier,
            HeardAt = at,
        };
        if (packet.Final) EndPoll();
        Follow(packet.State);
        Schedule(interval);
        if (packet.Poll) Send(isFinal: true);
        else if (Session.State != before) Send();
    }

    public void Elapse()
    {
        if (Session.State == BfdState.AdminDown && Session.EndsAt <= at)
        {
            Session = Session with { TransmitAt = null, EndsAt = null };
            _actions.Add(new BfdAction.Ended());
        }
        else if (Session.State != BfdState.AdminDown && Session.DetectAt <= at) Lose();
        if (Session.TransmitAt <= at) Send();
    }

    /// <summary>RFC 5880 §6.8.4: the other side is not heard any more, and §6.8.1: what it said is forgotten.</summary>
    private void Lose()
    {
        var (before, interval) = (Session.State, Session.TransmitInterval);
        Session = Session with
        {
            RemoteDiscriminator = 0,
            RemoteState = BfdState.Down,
            RemoteDemands = false,
            RemoteMinRx = 1,
            RemoteMinTx = 0,
            RemoteMultiplier = 0,
            HeardAt = null,
        };
        if (before is BfdState.Init or BfdState.Up) Become(BfdState.Down, BfdDiagnostic.DetectionTimeExpired);
        Schedule(interval);
        if (Session.State != before) Send();
    }

    private void Follow(BfdState remote)
    {
        switch (Session.State, remote)
        {
            case (BfdState.Init or BfdState.Up, BfdState.AdminDown):
            case (BfdState.Up, BfdState.Down):
                Become(BfdState.Down, BfdDiagnostic.NeighborSignaledDown);
                break;
            case (BfdState.Down, BfdState.Down):
                Become(BfdState.Init, BfdDiagnostic.None);
                break;
            case (BfdState.Down, BfdState.Init):
            case (BfdState.Init, BfdState.Init or BfdState.Up):
                Become(BfdState.Up, BfdDiagnostic.None);
                break;
        }
    }

    private void Become(BfdState state, BfdDiagnostic diagnostic)
    {
        var wasUp = Session.State == BfdState.Up;
        Session = Session with { State = state, Diagnostic = diagnostic };
        if (state == BfdState.Up)
        {
            _actions.Add(new BfdAction.Up());
            Want(config.MinTx, config.MinRx);
        }
        else if (wasUp)
        {
            _actions.Add(new BfdAction.Down(diagnostic, Session.RemoteState == BfdState.AdminDown, Session.RemoteIsIndependent));
            Want(Math.Max(config.MinTx, BfdFsm.SlowTx), config.MinRx);
        }
    }

    /// <summary>RFC 5880 §6.8.3: while the session is up, other intervals are asked for, and what could make the other side miss packets waits for its answer.</summary>
    private void Want(uint minTx, uint minRx)
    {
        var (interval, isUp) = (Session.TransmitInterval, Session.State == BfdState.Up);
        var isOther = minTx != Session.DesiredMinTx || minRx != Session.RequiredMinRx;
        Session = Session with
        {
            DesiredMinTx = minTx,
            RequiredMinRx = minRx,
            UsedMinTx = isUp ? Math.Min(minTx, Session.UsedMinTx) : minTx,
            UsedMinRx = isUp ? Math.Max(minRx, Session.UsedMinRx) : minRx,
            Poll = (isUp, isOther) switch
            {
                (false, _) => PollState.None,
                (true, false) => Session.Poll,
                _ => Session.Poll == PollState.None ? PollState.Asking : PollState.AskingAgain,
            },
        };
        Schedule(interval);
    }

    private void EndPoll()
    {
        if (Session.Poll == PollState.Asking) Session = Session with { Poll = PollState.None, UsedMinTx = Session.DesiredMinTx, UsedMinRx = Session.RequiredMinRx };
        else if (Session.Poll == PollState.AskingAgain) Session = Session with { Poll = PollState.Asking };
    }

    /// <summary>RFC 5880 §6.8.3: an interval that became shorter counts from the packet before; one that became longer, from the next.</summary>
    private void Schedule(uint before)
    {
        if (!Transmits) Session = Session with { TransmitAt = null };
        else if (Session.SentAt is { } sent && (Session.TransmitAt is null || Session.TransmitInterval < before))
            Session = Session with { TransmitAt = sent + Jittered(Session.TransmitInterval) };
    }

    private bool Transmits => Session.RemoteMinRx > 0 && (!Session.IsRemoteDemandActive || Session.Poll != PollState.None);

    private void Send(bool isFinal = false)
    {
        _actions.Add(new BfdAction.Send(new BfdPacket
        {
            State = Session.State,
            Diagnostic = Session.Diagnostic,
            Poll = !isFinal && Session.Poll != PollState.None,
            Final = isFinal,
            DetectMultiplier = config.Multiplier,
            MyDiscriminator = Session.LocalDiscriminator,
            YourDiscriminator = Session.RemoteDiscriminator,
            DesiredMinTx = Session.DesiredMinTx,
            RequiredMinRx = Session.RequiredMinRx,
        }));
        if (!isFinal) Session = Session with { SentAt = at, TransmitAt = Transmits ? at + Jittered(Session.TransmitInterval) : null };
    }

    private long Jittered(uint interval)
    {
        var least = config.Multiplier == 1 ? LeastEarlierOfOne : 0;
        return interval - (long)(interval * (least + ((MostEarlier - least) * lot)));
    }
}
