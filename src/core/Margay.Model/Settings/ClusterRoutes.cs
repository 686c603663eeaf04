namespace Margay.Model.Settings;

/// <summary>The pools whose routes to other nodes somebody writes. Those of VXLAN are the agent's own, always.</summary>
[Flags]
public enum ClusterRoutes : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those with IP in IP.</summary>
    Ipip = 1,

    /// <summary>Those without encapsulation.</summary>
    NoEncap = 2,
}

/// <summary>Reads <c>programClusterRoutes</c>.</summary>
public static class ClusterRoutesText
{
    /// <summary>The pools that a value names; null if it is absent or unknown.</summary>
    public static ClusterRoutes? Read(string? text) => text switch
    {
        "Enabled" => ClusterRoutes.Ipip | ClusterRoutes.NoEncap,
        "Disabled" => ClusterRoutes.None,
        "EnabledIPIPOnly" => ClusterRoutes.Ipip,
        "EnabledNoEncapOnly" => ClusterRoutes.NoEncap,
        _ => null,
    };
}
