namespace Margay.Routing;

/// <summary>Whether a virtual machine is where one of its pods is.</summary>
public enum Presence
{
    /// <summary>It runs there, and everybody knows the way.</summary>
    Here,

    /// <summary>It runs elsewhere still, and is on its way.</summary>
    Awaited,

    /// <summary>It has just come, and the network is being told.</summary>
    JustArrived,

    /// <summary>It runs elsewhere now. It does not come back to this pod.</summary>
    Left,
}
