using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>All that rules can tell of an address: the sets that hold it, alone and with a port.</summary>
/// <param name="Id">Equal for what is equal, within one <see cref="MembershipTable"/>.</param>
/// <param name="Sets">The numbers of the sets that hold the address, sorted.</param>
/// <param name="Ports">The ports of the address that sets of addresses and ports hold, sorted.</param>
internal sealed record Membership(int Id, int[] Sets, (int Set, IpProtocol Protocol, ushort Port)[] Ports)
{
    public bool IsIn(int set) => Array.BinarySearch(Sets, set) >= 0;
}
