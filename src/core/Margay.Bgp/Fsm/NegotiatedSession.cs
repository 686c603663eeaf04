using Margay.Bgp.Wire;

namespace Margay.Bgp.Fsm;

/// <summary>What both OPENs together allow.</summary>
public sealed record NegotiatedSession
{
    /// <summary>The other side's OPEN.</summary>
    public required OpenMessage Theirs { get; init; }

    /// <summary>The other side is of another AS.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>The hold time of both; zero for none.</summary>
    public required TimeSpan HoldTime { get; init; }

    /// <summary>The time between KEEPALIVEs; zero for none.</summary>
    public required TimeSpan KeepaliveTime { get; init; }

    /// <summary>The families that both speak of, in this side's order.</summary>
    public required IReadOnlyList<AddressFamily> Families { get; init; }

    /// <summary>How the other side's UPDATEs are to be read.</summary>
    public required UpdateFormat Incoming { get; init; }

    /// <summary>How this side's are to be written.</summary>
    public required UpdateFormat Outgoing { get; init; }

    /// <summary>The other side takes IPv4 routes with IPv6 next hops (RFC 8950).</summary>
    public required bool ExtendedNextHop { get; init; }

    /// <summary>Both know NOTIFICATIONs that keep routes (RFC 8538 §2).</summary>
    public required bool RestartsOnNotification { get; init; }

    /// <summary>The other side can be asked for its routes again.</summary>
    public bool RouteRefresh => Theirs.Find<Capability.RouteRefresh>() is not null;

    /// <summary>The other side marks where a refresh begins and ends.</summary>
    public bool EnhancedRouteRefresh => Theirs.Find<Capability.EnhancedRouteRefresh>() is not null;

    /// <summary>What the other side says about restarts, or null.</summary>
    public Capability.GracefulRestart? GracefulRestart => Theirs.Find<Capability.GracefulRestart>();

    /// <summary>What the other side says about long restarts, or null: it counts only beside <see cref="GracefulRestart"/> (RFC 9494 §4.1).</summary>
    public Capability.LongLivedGracefulRestart? LongLived => GracefulRestart is null ? null : Theirs.Find<Capability.LongLivedGracefulRestart>();

    /// <summary>Whether routes of a family are carried.</summary>
    public bool Carries(AddressFamily family) => Families.Contains(family);

    /// <summary>Puts both sides together; false with what is wrong with the other side's OPEN for a session like this.</summary>
    public static bool TryNegotiate(SessionConfig ours, OpenMessage theirs, out NegotiatedSession session, out BgpFault fault)
    {
        session = null!;
        fault = OpenFault.Of(ours, theirs);
        if (fault.Action != ErrorAction.None) return false;
        var open = ours.ToOpen();
        var hold = TimeSpan.FromSeconds(Math.Min(ours.HoldTime, theirs.HoldTime));
        var third = hold / 3;
        var format = new UpdateFormat
        {
            FourOctetAs = theirs.Find<Capability.FourOctetAs>() is not null,
            External = ours.LocalAs != theirs.As,
        };
        session = new NegotiatedSession
        {
            Theirs = theirs,
            IsExternal = format.External,
            HoldTime = hold,
            KeepaliveTime = ours.KeepaliveTime is { } wanted && wanted < third ? wanted : third,
            Families = OpenFault.Common(ours, theirs),
            Incoming = WithPathIds(format, theirs, open),
            Outgoing = WithPathIds(format, open, theirs),
            ExtendedNextHop = ours.ExtendedNextHop
                && (theirs.Find<Capability.ExtendedNextHop>()?.Families.Contains(AddressFamily.V4Unicast) ?? false),
            RestartsOnNotification = ours.RestartTime is not null && (theirs.Find<Capability.GracefulRestart>()?.OnNotification ?? false),
        };
        return true;
    }

    private static UpdateFormat WithPathIds(UpdateFormat format, OpenMessage sender, OpenMessage receiver) => format with
    {
        V4PathIds = HavePathIds(sender, receiver, AddressFamily.V4Unicast),
        V6PathIds = HavePathIds(sender, receiver, AddressFamily.V6Unicast),
    };

    private static bool HavePathIds(OpenMessage sender, OpenMessage receiver, AddressFamily family) =>
        Says(sender, family, AddPathMode.Send) && Says(receiver, family, AddPathMode.Receive);

    private static bool Says(OpenMessage open, AddressFamily family, AddPathMode mode) =>
        open.Find<Capability.AddPath>()?.Families.Any(one => one.Family == family && one.Mode.HasFlag(mode)) ?? false;
}
