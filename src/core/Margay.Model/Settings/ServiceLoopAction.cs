namespace Margay.Model.Settings;

/// <summary>What happens to packets for a service address that the cluster announces, and that no service takes.</summary>
public enum ServiceLoopAction : byte
{
    /// <summary>They are dropped.</summary>
    Drop,

    /// <summary>They are refused, with an answer.</summary>
    Reject,

    /// <summary>They are forwarded by the node's routes, mostly back to the router that they came from.</summary>
    Disabled,
}
