namespace Margay.Bgp.Wire;

/// <summary>Error codes of NOTIFICATION messages (RFC 4271 §4.5, RFC 7313 §5).</summary>
public static class NotificationCode
{
    /// <summary>Message Header Error.</summary>
    public const byte MessageHeader = 1;

    /// <summary>OPEN Message Error.</summary>
    public const byte Open = 2;

    /// <summary>UPDATE Message Error.</summary>
    public const byte Update = 3;

    /// <summary>Hold Timer Expired.</summary>
    public const byte HoldTimerExpired = 4;

    /// <summary>Finite State Machine Error.</summary>
    public const byte StateMachine = 5;

    /// <summary>Cease.</summary>
    public const byte Cease = 6;

    /// <summary>ROUTE-REFRESH Message Error.</summary>
    public const byte RouteRefresh = 7;
}

/// <summary>Subcodes of Cease (RFC 4486, RFC 8538).</summary>
public static class CeaseSubcode
{
    /// <summary>Maximum Number of Prefixes Reached.</summary>
    public const byte MaximumPrefixes = 1;

    /// <summary>Administrative Shutdown.</summary>
    public const byte AdministrativeShutdown = 2;

    /// <summary>Peer De-configured.</summary>
    public const byte PeerDeconfigured = 3;

    /// <summary>Administrative Reset.</summary>
    public const byte AdministrativeReset = 4;

    /// <summary>Connection Rejected.</summary>
    public const byte ConnectionRejected = 5;

    /// <summary>Other Configuration Change.</summary>
    public const byte ConfigurationChange = 6;

    /// <summary>Connection Collision Resolution.</summary>
    public const byte Collision = 7;

    /// <summary>Out of Resources.</summary>
    public const byte OutOfResources = 8;

    /// <summary>Hard Reset (RFC 8538).</summary>
    public const byte HardReset = 9;

    /// <summary>BFD Down (RFC 9384).</summary>
    public const byte BfdDown = 10;
}

/// <summary>Why a session ends (RFC 4271 §4.5).</summary>
/// <param name="Code">See <see cref="NotificationCode"/>.</param>
/// <param name="Subcode">Depends on the code.</param>
/// <param name="Data">Depends on both; for a shutdown, text by RFC 9003.</param>
public sealed record Notification(byte Code, byte Subcode, ReadOnlyMemory<byte> Data)
{
    private static readonly string[] Codes =
        ["reserved", "message header error", "OPEN error", "UPDATE error", "hold timer expired", "state machine error", "cease", "ROUTE-REFRESH error"];

    private static readonly string[] Ceases =
    [
        "", "maximum number of prefixes reached", "administrative shutdown", "peer de-configured", "administrative reset",
        "connection rejected", "other configuration change", "connection collision resolution", "out of resources",
        "hard reset", "BFD down",
    ];

    private static readonly string[] Opens =
    [
        "", "unsupported version number", "bad peer AS", "bad BGP identifier", "unsupported optional parameter", "", "unacceptable hold time",
        "unsupported capability", "", "", "", "role mismatch",
    ];

    /// <summary>
    /// Whether it asks to be left alone for a while: a Cease that RFC 4486 §4 damps (shutdown, de-configured, rejected, out of resources) or that
    /// would follow again at once (too many prefixes), or a hard reset for one of these reasons (RFC 8538 §3.1).
    /// </summary>
    public bool IsReasonToStayAway => Code == NotificationCode.Cease && Subcode switch
    {
        CeaseSubcode.MaximumPrefixes or CeaseSubcode.AdministrativeShutdown or CeaseSubcode.PeerDeconfigured or CeaseSubcode.ConnectionRejected
            or CeaseSubcode.OutOfResources => true,
        CeaseSubcode.HardReset => Data.Length >= 2 && Of(Data.Span[0], Data.Span[1]).IsReasonToStayAway,
        _ => false,
    };

    /// <summary>A notification without data.</summary>
    public static Notification Of(byte code, byte subcode = 0) => new(code, subcode, default);

    /// <summary>The notification for a fault.</summary>
    public static Notification Of(in BgpFault fault) => new(fault.Code, fault.Subcode, fault.Data);

    /// <summary>As in <c>cease: administrative shutdown</c>; a hard reset says what it is for (RFC 8538 §3.1).</summary>
    public override string ToString()
    {
        if (this is { Code: NotificationCode.Cease, Subcode: CeaseSubcode.HardReset, Data.Length: >= 2 })
            return $"hard reset, {new Notification(Data.Span[0], Data.Span[1], default)}";
        var code = Code < Codes.Length ? Codes[Code] : $"code {Code}";
        var names = Code switch { NotificationCode.Cease => Ceases, NotificationCode.Open => Opens, _ => [] };
        var subcode = Subcode < names.Length && names[Subcode] is { Length: > 0 } name ? name : $"subcode {Subcode}";
        return Subcode == 0 ? code : $"{code}: {subcode}";
    }
}
