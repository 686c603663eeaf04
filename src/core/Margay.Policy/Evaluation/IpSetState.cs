using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>One IP set and its members.</summary>
public sealed class IpSetState(IpSetKind kind)
{
    private readonly SortedSet<IpSetMember> _members = [];

    /// <summary>What the members are.</summary>
    public IpSetKind Kind { get; } = kind;

    /// <summary>The members, sorted.</summary>
    public IReadOnlyCollection<IpSetMember> Members => _members;

    /// <summary>Whether the set holds an address, by itself or in a prefix. For Addresses and Networks sets.</summary>
    public bool Contains(IpAddr address) => Kind switch
    {
        IpSetKind.Addresses => _members.Contains(IpSetMember.Of(address)),
        IpSetKind.Networks => _members.Any(member => member.Cidr.Contains(address)),
        _ => false,
    };

    /// <summary>Whether the set holds an address, protocol and port together. For AddressPorts sets.</summary>
    public bool Contains(IpAddr address, IpProtocol protocol, ushort port) =>
        Kind == IpSetKind.AddressPorts && _members.Contains(new IpSetMember(address.ToHostCidr(), protocol, port));

    internal bool Add(IpSetMember member) => _members.Add(member);

    internal bool Remove(IpSetMember member) => _members.Remove(member);
}
