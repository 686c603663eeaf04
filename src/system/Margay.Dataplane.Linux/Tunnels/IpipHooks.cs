using System.Buffers.Binary;
using Margay.Dataplane.Bpf;
using Margay.Dataplane.Links;
using Margay.Dataplane.Tunnels;
using Margay.Linux;
using Margay.Linux.Bpf;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Tunnels;

/// <summary>The programs of an IPIP tunnel in a namespace, and their maps.</summary>
/// <remarks>
/// Ours is a program by its name. The maps are those of the program at the uplink: whoever starts anew finds them there, with all that
/// is in them, so that not a packet is lost between one agent and the next.
/// </remarks>
internal sealed class IpipHooks(NetnsHandle? netns) : IDisposable
{
    private const string PeersName = "margay_ipip_pe";
    private const string DropsName = "margay_ipip_dr";
    private const int MaxPeers = 1 << 16;
    private const int AddressLength = 4;
    private const int CounterLength = 8;

    private readonly Lock _gate = new();         // guards the maps, which another thread may read the counters of
    private BpfMap? _peers;
    private BpfMap? _drops;

    /// <summary>Opens the maps of the program that is attached to the uplink, or makes them.</summary>
    public void Open(int uplink)
    {
        if (_peers is not null) return;
        var held = InNamespace(() => WithOurs(uplink, IpipPrograms.ReceiverName, ours => ours.SelectMany(program => program.MapIds()).Distinct().ToList()));
        var maps = held.Select(BpfMap.Open).OfType<BpfMap>().ToList();
        lock (_gate)
        {
            _peers = maps.Find(map => map.Name == PeersName) ?? BpfMap.Create(BpfMapKind.Hash, PeersName, AddressLength, 1, MaxPeers);
            _drops = maps.Find(map => map.Name == DropsName)
                ?? BpfMap.Create(BpfMapKind.Array, DropsName, AddressLength, CounterLength, Enum.GetValues<IpipDrop>().Length);
        }

        foreach (var other in maps.Where(map => map != _peers && map != _drops)) other.Dispose();
    }

    /// <summary>Lets the maps go: they end with the programs.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _peers?.Dispose();
            _drops?.Dispose();
            (_peers, _drops) = (null, null);
        }
    }

    public void Dispose() => Forget();

    /// <summary>The nodes that packets are taken from.</summary>
    public IEnumerable<IpAddr> Peers() => _peers!.Keys().Select(key => IpAddr.V4(BinaryPrimitives.ReadUInt32BigEndian(key)));

    public void Add(IEnumerable<IpAddr> peers)
    {
        foreach (var peer in peers) _peers!.Set(KeyOf(peer), [1]);
    }

    public void Remove(IEnumerable<IpAddr> peers)
    {
        foreach (var peer in peers) _peers!.Remove(KeyOf(peer));
    }

    /// <summary>What was dropped, by reason.</summary>
    public Dictionary<IpipDrop, long> Drops()
    {
        lock (_gate)
        {
            return Enum.GetValues<IpipDrop>().ToDictionary(reason => reason, reason => _drops is null ? 0 : Count(_drops, reason));
        }
    }

    /// <summary>Attaches both programs where they are not yet as they must be; how many were.</summary>
    public int Attach(IpipWay way, int farEnd)
    {
        var maps = new int[2];
        maps[IpipPrograms.Peers] = _peers!.Number;
        maps[IpipPrograms.Drops] = _drops!.Number;
        return InNamespace(() => Attach(farEnd, IpipPrograms.Sender(way), maps) + Attach(way.Uplink, IpipPrograms.Receiver(way), maps));
    }

    /// <summary>Detaches the programs that take packets out from all links but one; how many there were.</summary>
    public int Detach(IReadOnlyList<Link> links, int keep) => InNamespace(() => links
        .Where(link => link.Index != keep && !InterfaceName.IsPodLink(link.Name))
        .Sum(link => WithOurs(link.Index, IpipPrograms.ReceiverName, ours =>
        {
            foreach (var program in ours) TcxHook.Detach(link.Index, program);
            return ours.Count;
        })));

    /// <summary>Whether a program is the wanted one the kernel's digest says, once both are loaded.</summary>
    private static int Attach(int link, BpfCode code, int[] maps) => WithOurs(link, code.Name, ours =>
    {
        using var wanted = BpfProgram.Load(code.Name, code.ToBytes(maps));
        var isThere = ours.Count == 1 && ours[0].Tag == wanted.Tag && ours[0].MapIds().ToHashSet().SetEquals(wanted.MapIds());
        if (isThere) return 0;
        TcxHook.Attach(link, wanted, ours.FirstOrDefault());
        foreach (var other in ours.Skip(1)) TcxHook.Detach(link, other);
        return 1;
    });

    /// <summary>Gives the programs of this name that a link has.</summary>
    private static T WithOurs<T>(int link, string name, Func<List<BpfProgram>, T> use)
    {
        var programs = TcxHook.Programs(link).Select(BpfProgram.Open).OfType<BpfProgram>().ToList();
        try
        {
            return use([.. programs.Where(program => program.Name == name)]);
        }
        finally
        {
            foreach (var program in programs) program.Dispose();
        }
    }

    private T InNamespace<T>(Func<T> work) => netns is null ? work() : Netns.Run(netns, work);

    private static byte[] KeyOf(IpAddr peer)
    {
        var key = new byte[AddressLength];
        peer.WriteTo(key);
        return key;
    }

    private static long Count(BpfMap drops, IpipDrop reason)
    {
        Span<byte> value = stackalloc byte[CounterLength];
        return drops.TryGet(BitConverter.GetBytes((int)reason), value) ? BitConverter.ToInt64(value) : 0;
    }
}
