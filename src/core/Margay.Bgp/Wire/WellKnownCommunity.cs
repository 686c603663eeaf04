namespace Margay.Bgp.Wire;

/// <summary>Communities that mean the same everywhere (RFC 1997, RFC 9494, RFC 7999).</summary>
public static class WellKnownCommunity
{
    /// <summary>LLGR_STALE: a route kept from before a long restart; least preferred.</summary>
    public const uint LlgrStale = 0xFFFF0006;

    /// <summary>NO_LLGR: not to be kept so.</summary>
    public const uint NoLlgr = 0xFFFF0007;

    /// <summary>NO_EXPORT: not to leave the AS (or its confederation).</summary>
    public const uint NoExport = 0xFFFFFF01;

    /// <summary>NO_ADVERTISE: not to be told to anybody.</summary>
    public const uint NoAdvertise = 0xFFFFFF02;

    /// <summary>NO_EXPORT_SUBCONFED: not to leave the AS.</summary>
    public const uint NoExportSubconfed = 0xFFFFFF03;

    /// <summary>As in <c>no-export</c> or <c>64512:1</c>.</summary>
    public static string ToText(uint community) => community switch
    {
        LlgrStale => "llgr-stale",
        NoLlgr => "no-llgr",
        NoExport => "no-export",
        NoAdvertise => "no-advertise",
        NoExportSubconfed => "no-export-subconfed",
        _ => $"{community >> 16}:{community & 0xffff}",
    };
}
