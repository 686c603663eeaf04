using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>Addresses of one family, both ends included.</summary>
public readonly record struct AddressRange(IpAddr First, IpAddr Last)
{
    /// <summary>Whether the address lies in the range.</summary>
    public bool Contains(IpAddr address) =>
        address.Family == First.Family && address.CompareTo(First) >= 0 && address.CompareTo(Last) <= 0;

    /// <summary>What of the range lies in a prefix; null for nothing.</summary>
    public AddressRange? Within(Cidr prefix)
    {
        if (prefix.Family != First.Family) return null;
        var first = First.CompareTo(prefix.Network) > 0 ? First : prefix.Network;
        var last = Last.CompareTo(prefix.Last) < 0 ? Last : prefix.Last;
        return first.CompareTo(last) <= 0 ? new AddressRange(first, last) : null;
    }

    /// <summary>A prefix where the range is one, else <c>first-last</c>.</summary>
    public override string ToString()
    {
        if (First == Last) return First.ToString();
        for (var length = 0; length <= First.BitLength; length++)
        {
            var prefix = Cidr.Create(First, length);
            if (prefix.Network == First && prefix.Last == Last) return prefix.ToString();
        }

        return $"{First}-{Last}";
    }
}
