using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Fsm;

/// <summary>A family as one session wants it.</summary>
/// <param name="Family">Which.</param>
/// <param name="AddPath">Whether several paths for one prefix are sent, received, or both (RFC 7911).</param>
/// <param name="LongLivedStaleTime">For how many seconds this speaker's routes may be kept as a last resort (RFC 9494), 0 for not at all.</param>
public readonly record struct FamilyConfig(AddressFamily Family, AddPathMode AddPath = AddPathMode.None, int LongLivedStaleTime = 0);

/// <summary>What one side wants of a session, and how patient it is. Equal by value.</summary>
public sealed record SessionConfig
{
    /// <summary>The AS that this side says it is.</summary>
    public required uint LocalAs { get; init; }

    /// <summary>The AS that the other side must be.</summary>
    public required uint RemoteAs { get; init; }

    /// <summary>This side's BGP identifier: an IPv4 address or any other number but 0.</summary>
    public required IpAddr LocalId { get; init; }

    /// <summary>The families to speak of; at least one.</summary>
    public required ValueArray<FamilyConfig> Families { get; init; }

    /// <summary>Seconds without a message after which the session is dead: 0 for never, or 3 to 65535. The lower of both sides counts.</summary>
    public ushort HoldTime { get; init; } = 90;

    /// <summary>The time between KEEPALIVEs; null for a third of the hold time.</summary>
    public TimeSpan? KeepaliveTime { get; init; }

    /// <summary>The time after which a first attempt that failed is tried again. Each one in a row doubles it, until it is <see cref="ConnectRetryTime"/>.</summary>
    public TimeSpan FirstRetryTime { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The time after which a connection is tried again in the long run, and for which one attempt may take.</summary>
    public TimeSpan ConnectRetryTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For how long the peer's OPEN is waited for on a connection, and after it, unless the hold time is shorter, its first KEEPALIVE. RFC 4271 §8.2.2
    /// suggests four minutes; but a peer that is there says both at once, and one of which nothing comes is better met anew.
    /// </summary>
    public TimeSpan OpenTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time before the first attempt after an established session was lost without an error.</summary>
    public TimeSpan ConnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time in which nothing is tried after an error, or after a Cease that is a reason to stay away; each one in a row doubles it.</summary>
    public TimeSpan IdleHoldTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the doubling ends at. A session that is established for so long has it begin anew.</summary>
    public TimeSpan MaxIdleHoldTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the other side to connect, and never does so itself.</summary>
    public bool Passive { get; init; }

    /// <summary>Seconds for which this side's routes may be kept while it restarts (RFC 4724), 0 to 4095; null to say nothing of restarts.</summary>
    public int? RestartTime { get; init; }

    /// <summary>This side comes back from a restart and has not yet said all its routes.</summary>
    public bool HasRestarted { get; init; }

    /// <summary>Next hops of IPv4 routes may be IPv6 addresses (RFC 8950).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>What this side is to the other (RFC 9234), or null.</summary>
    public PeerRole? Role { get; init; }

    /// <summary>Refuses a peer that does not say its role.</summary>
    public bool StrictRole { get; init; }

    /// <summary>The OPEN that this side sends.</summary>
    public OpenMessage ToOpen()
    {
        List<Capability> capabilities = [.. Families.Select(one => new Capability.MultiProtocol(one.Family))];
        capabilities.Add(new Capability.RouteRefresh());
        capabilities.Add(new Capability.EnhancedRouteRefresh());
        capabilities.Add(new Capability.FourOctetAs(LocalAs));
        if (ExtendedNextHop && Families.Any(one => one.Family == AddressFamily.V4Unicast)) capabilities.Add(new Capability.ExtendedNextHop([AddressFamily.V4Unicast]));
        if (Role is { } role) capabilities.Add(new Capability.Role(role));
        if (Families.Any(one => one.AddPath != AddPathMode.None))
            capabilities.Add(new Capability.AddPath([.. Families.Where(one => one.AddPath != AddPathMode.None).Select(one => (one.Family, one.AddPath))]));
        if (RestartTime is { } restart)
        {
            // RFC 4724 §3: forwarding goes on because the kernel keeps the routes while the process is away.
            capabilities.Add(new Capability.GracefulRestart(HasRestarted, OnNotification: true, restart, [.. Families.Select(one => (one.Family, true))]));
            if (Families.Any(one => one.LongLivedStaleTime > 0))
                capabilities.Add(new Capability.LongLivedGracefulRestart([.. Families.Where(one => one.LongLivedStaleTime > 0).Select(one => (one.Family, true, one.LongLivedStaleTime))]));
        }

        return new OpenMessage(LocalAs, HoldTime, LocalId, capabilities);
    }
}
