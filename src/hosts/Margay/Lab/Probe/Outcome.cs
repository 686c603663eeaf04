namespace Margay.Host.Lab.Probe;

/// <summary>What came of one real connection.</summary>
internal enum Outcome
{
    /// <summary>The pod that was asked for answered.</summary>
    Connected,

    /// <summary>Nothing came back in time.</summary>
    NoAnswer,

    /// <summary>The way is open, but nobody listens on the port.</summary>
    Refused,

    /// <summary>A router on the way, or the pod's own kernel, knows no route.</summary>
    Unreachable,

    /// <summary>Somebody else answered: packets go astray.</summary>
    WrongPod,

    /// <summary>One of the two pods has no address of this family: nothing was measured.</summary>
    NotMeasured,
}

/// <summary>Which outcomes bear out which expectation.</summary>
internal static class Outcomes
{
    /// <summary>
    /// Whether what was measured is what policy asks for. A denial is silence: an error from a router would be a fault
    /// of the network that happens to look like one.
    /// </summary>
    public static bool Agrees(this Outcome measured, bool expectedAllowed) => measured switch
    {
        Outcome.Connected or Outcome.Refused => expectedAllowed,
        Outcome.NoAnswer => !expectedAllowed,
        Outcome.NotMeasured => true,
        _ => false,
    };
}
