using System.Runtime.InteropServices;
using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>All sets turned around: for an address, and for an address with a port, the sets that hold it.</summary>
internal sealed class SetTable
{
    private readonly Dictionary<IpSetId, int> _numbers = [];
    private readonly List<int> _sizes = [];
    private readonly Stack<int> _free = [];
    private readonly HashSet<int> _gone = [];
    private readonly Dictionary<Cidr, SetNumbers> _networks = [];
    private readonly Dictionary<IpSetMember, SetNumbers> _ports = [];

    /// <summary>How many prefixes there are of each length, of both families.</summary>
    private readonly int[] _lengthsV4 = new int[33];
    private readonly int[] _lengthsV6 = new int[129];

    /// <summary>The number of a set.</summary>
    public int NumberOf(IpSetId id) => _numbers[id];

    /// <summary>How many members a set has.</summary>
    public int SizeOf(int number) => _sizes[number];

    public void Apply(IpSetDelta delta)
    {
        if (delta.IsNew) _numbers.Add(delta.Id, MakeNumber());
        var number = _numbers[delta.Id];
        foreach (var member in delta.Removed) Remove(member, number, delta.Kind);
        foreach (var member in delta.Added) Add(member, number, delta.Kind);
        _sizes[number] += delta.Added.Count - delta.Removed.Count;
    }

    /// <summary>Forgets a set. Its members are swept out when there are enough of such sets.</summary>
    public void Remove(IpSetId id)
    {
        if (!_numbers.Remove(id, out var number)) return;
        _gone.Add(number);
        if (_gone.Count > _numbers.Count) Sweep();
    }

    /// <summary>Finds the sets that hold the ends of a packet.</summary>
    public void Look(in Packet packet, PacketSets found)
    {
        Look(packet.Source, found.Source);
        Look(packet.Destination, found.Destination);
        Look(packet.Source, packet.Protocol, packet.SourcePort, found.SourcePort);
        Look(packet.Destination, packet.Protocol, packet.DestinationPort, found.DestinationPort);
    }

    private void Look(IpAddr address, SetMarks found)
    {
        found.Begin(_sizes.Count);
        if (address.IsNone) return;
        var lengths = LengthsOf(address.Family);
        for (var length = 0; length < lengths.Length; length++)
        {
            if (lengths[length] == 0) continue;
            ref var numbers = ref CollectionsMarshal.GetValueRefOrNullRef(_networks, Cidr.Create(address, length));
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref numbers)) found.Mark(numbers);
        }
    }

    private void Look(IpAddr address, IpProtocol protocol, ushort port, SetMarks found)
    {
        found.Begin(_sizes.Count);
        if (_ports.Count == 0 || address.IsNone || !protocol.HasPorts) return;
        if (_ports.TryGetValue(new IpSetMember(address.ToHostCidr(), protocol, port), out var numbers)) found.Mark(numbers);
    }

    private void Add(IpSetMember member, int number, IpSetKind kind)
    {
        if (kind == IpSetKind.AddressPorts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_ports, member, out _).Add(number);
            return;
        }

        ref var numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_networks, member.Cidr, out var isKnown);
        if (!isKnown) LengthsOf(member.Cidr.Family)[member.Cidr.Length]++;
        numbers.Add(number);
    }

    private void Remove(IpSetMember member, int number, IpSetKind kind)
    {
        if (kind == IpSetKind.AddressPorts)
        {
            ref var ports = ref CollectionsMarshal.GetValueRefOrAddDefault(_ports, member, out _);
            ports.Remove(number);
            if (ports.Count == 0) _ports.Remove(member);
            return;
        }

        ref var numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_networks, member.Cidr, out _);
        numbers.Remove(number);
        if (numbers.Count == 0) Forget(member.Cidr);
    }

    private void Forget(Cidr network)
    {
        _networks.Remove(network);
        LengthsOf(network.Family)[network.Length]--;
    }

    private int MakeNumber()
    {
        if (_free.TryPop(out var number))
        {
            _sizes[number] = 0;
            return number;
        }

        _sizes.Add(0);
        return _sizes.Count - 1;
    }

    /// <remarks>A removal from a dictionary while it is enumerated is allowed; so is a change of a value in place.</remarks>
    private void Sweep()
    {
        foreach (var network in _networks.Keys)
        {
            ref var numbers = ref CollectionsMarshal.GetValueRefOrNullRef(_networks, network);
            numbers.RemoveAll(_gone);
            if (numbers.Count == 0) Forget(network);
        }

        foreach (var member in _ports.Keys)
        {
            ref var numbers = ref CollectionsMarshal.GetValueRefOrNullRef(_ports, member);
            numbers.RemoveAll(_gone);
            if (numbers.Count == 0) _ports.Remove(member);
        }

        foreach (var number in _gone) _free.Push(number);
        _gone.Clear();
    }

    private int[] LengthsOf(IpFamily family) => family == IpFamily.V4 ? _lengthsV4 : _lengthsV6;
}
