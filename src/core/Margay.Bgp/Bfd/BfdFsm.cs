namespace Margay.Bgp.Bfd;

/// <summary>The state machine of one session: asynchronous mode, active role, without Echo and authentication (RFC 5880 §6). Pure.</summary>
public static class BfdFsm
{
    /// <summary>The least time between packets while a session is not up (RFC 5880 §6.8.3), in microseconds.</summary>
    public const uint SlowTx = 1_000_000;

    /// <summary>What comes of an event.</summary>
    public static BfdTransition Step(BfdConfig config, BfdSession session, BfdEvent happened)
    {
        var step = new BfdStep(config, session, happened.At, happened.Lot);
        switch (happened)
        {
            case BfdEvent.Start: step.Start(); break;
            case BfdEvent.Stop: step.Stop(); break;
            case BfdEvent.Reconfigured: step.Reconfigure(); break;
            case BfdEvent.Received received: step.Receive(received.Packet); break;
            case BfdEvent.Elapsed: step.Elapse(); break;
        }

        return new BfdTransition(step.Session, step.Actions);
    }
}

/// <summary>The state after an event and what is to be done for it.</summary>
public readonly record struct BfdTransition(BfdSession Session, IReadOnlyList<BfdAction> Actions);
