namespace Margay.Bgp.Wire;

/// <summary>What a speaker says in its OPEN that it can do (RFC 5492).</summary>
public abstract record Capability
{
    private Capability(byte code) => Code = code;

    /// <summary>The number that IANA gave it.</summary>
    public byte Code { get; }

    /// <summary>Routes of a family can be exchanged (RFC 4760).</summary>
    public sealed record MultiProtocol(AddressFamily Family) : Capability(1);

    /// <summary>Routes can be asked for again (RFC 2918).</summary>
    public sealed record RouteRefresh() : Capability(2);

    /// <summary>Routes of these families may have next hops of another (RFC 8950).</summary>
    public sealed record ExtendedNextHop(IReadOnlyList<AddressFamily> Families) : Capability(5)
    {
        /// <summary>The AFI of the next hops: IPv6.</summary>
        public const ushort NextHopAfi = 2;
    }

    /// <summary>Which side of the business a speaker is on (RFC 9234).</summary>
    public sealed record Role(PeerRole Value) : Capability(9);

    /// <summary>Routes are kept over a restart (RFC 4724, RFC 8538).</summary>
    /// <param name="HasRestarted">The restart flag: the speaker comes back from one.</param>
    /// <param name="OnNotification">The N flag of RFC 8538: a NOTIFICATION other than a hard reset keeps routes too.</param>
    /// <param name="RestartTime">For how long its routes may be kept while it is away, 0 to 4095 seconds.</param>
    /// <param name="Families">The families whose routes are kept; true where forwarding went on.</param>
    public sealed record GracefulRestart(
        bool HasRestarted, bool OnNotification, int RestartTime, IReadOnlyList<(AddressFamily Family, bool Forwarding)> Families) : Capability(64);

    /// <summary>AS numbers of four octets (RFC 6793).</summary>
    public sealed record FourOctetAs(uint As) : Capability(65);

    /// <summary>Several paths for one prefix (RFC 7911).</summary>
    public sealed record AddPath(IReadOnlyList<(AddressFamily Family, AddPathMode Mode)> Families) : Capability(69);

    /// <summary>Routes can be asked for again, and what is old swept away (RFC 7313).</summary>
    public sealed record EnhancedRouteRefresh() : Capability(70);

    /// <summary>Stale routes are kept for much longer, as a last resort (RFC 9494).</summary>
    /// <param name="Families">The time for each family, 0 to 16,777,215 seconds.</param>
    public sealed record LongLivedGracefulRestart(
        IReadOnlyList<(AddressFamily Family, bool Forwarding, int StaleTime)> Families) : Capability(71);

    /// <summary>Any other capability, as it came.</summary>
    public sealed record Unknown(byte Number, ReadOnlyMemory<byte> Value) : Capability(Number);
}

/// <summary>What a speaker can do with several paths for one prefix (RFC 7911 §4).</summary>
[Flags]
public enum AddPathMode : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Receive them.</summary>
    Receive = 1,

    /// <summary>Send them.</summary>
    Send = 2,
}

/// <summary>What the speaker that says so is to the other (RFC 9234 §4).</summary>
public enum PeerRole : byte
{
    /// <summary>It provides transit.</summary>
    Provider = 0,

    /// <summary>It is a route server.</summary>
    RouteServer = 1,

    /// <summary>It is a route server's client.</summary>
    RouteServerClient = 2,

    /// <summary>It buys transit.</summary>
    Customer = 3,

    /// <summary>It is a peer.</summary>
    Peer = 4,
}
