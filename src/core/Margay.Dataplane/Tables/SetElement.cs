using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>One element of a set or map. Values; ordered within a set as the kernel orders keys.</summary>
public abstract record SetElement : IComparable<SetElement>
{
    private SetElement()
    {
    }

    /// <summary>One address.</summary>
    public sealed record Address(IpAddr Value) : SetElement
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString();

        private protected override int Compare(SetElement other) =>
            other is Address address ? Value.CompareTo(address.Value) : Mixed(other);
    }

    /// <summary>All addresses from the first to the last, both included.</summary>
    public sealed record AddressRange(IpAddr First, IpAddr Last) : SetElement
    {
        /// <summary>The range of a prefix.</summary>
        public static AddressRange Of(Cidr cidr) => new(cidr.Network, cidr.Last);

        /// <summary>The address, the prefix where the range is one, else <c>first-last</c>.</summary>
        public override string ToString()
        {
            if (First == Last) return First.ToString();
            var length = First.BitLength - (int)UInt128.PopCount(First.Value ^ Last.Value);
            var prefix = Cidr.Create(First, length);
            return prefix.Network == First && prefix.Last == Last ? prefix.ToString() : $"{First}-{Last}";
        }

        private protected override int Compare(SetElement other)
        {
            if (other is not AddressRange range) return Mixed(other);
            var order = First.CompareTo(range.First);
            return order != 0 ? order : Last.CompareTo(range.Last);
        }
    }

    /// <summary>An address with protocol and port.</summary>
    public sealed record Service(IpAddr Host, IpProtocol Protocol, ushort Port) : SetElement
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Host} . {NftWords.Of(Protocol)} . {Port}";

        private protected override int Compare(SetElement other)
        {
            if (other is not Service service) return Mixed(other);
            var order = Host.CompareTo(service.Host);
            if (order == 0) order = Protocol.CompareTo(service.Protocol);
            return order != 0 ? order : Port.CompareTo(service.Port);
        }
    }

    /// <summary>A range of ports.</summary>
    public sealed record Ports(PortRange Range) : SetElement
    {
        /// <inheritdoc/>
        public override string ToString() => Range.ToString();

        private protected override int Compare(SetElement other) =>
            other is Ports ports ? Range.CompareTo(ports.Range) : Mixed(other);
    }

    /// <summary>An interface.</summary>
    public sealed record NamedInterface(string Name) : SetElement
    {
        /// <inheritdoc/>
        public override string ToString() => $"\"{Name}\"";

        private protected override int Compare(SetElement other) =>
            other is NamedInterface element ? string.CompareOrdinal(Name, element.Name) : Mixed(other);
    }

    /// <summary>An interface with an address.</summary>
    public sealed record InterfaceAddress(string Interface, IpAddr Host) : SetElement
    {
        /// <inheritdoc/>
        public override string ToString() => $"\"{Interface}\" . {Host}";

        private protected override int Compare(SetElement other)
        {
            if (other is not InterfaceAddress element) return Mixed(other);
            var order = string.CompareOrdinal(Interface, element.Interface);
            return order != 0 ? order : Host.CompareTo(element.Host);
        }
    }

    /// <summary>What becomes of packets of an interface.</summary>
    public sealed record InterfaceVerdict(string Interface, Verdict Verdict) : SetElement
    {
        /// <inheritdoc/>
        public override string ToString() => $"\"{Interface}\" : {Verdict}";

        private protected override int Compare(SetElement other)
        {
            if (other is not InterfaceVerdict element) return Mixed(other);
            var order = string.CompareOrdinal(Interface, element.Interface);
            return order != 0 ? order : string.CompareOrdinal(Verdict.ToString(), element.Verdict.ToString());
        }
    }

    /// <inheritdoc/>
    public int CompareTo(SetElement? other) => other is null ? 1 : Compare(other);

    private protected abstract int Compare(SetElement other);

    private static int Mixed(SetElement other) =>
        throw new InvalidOperationException($"a set holds elements of one kind, not also {other}");
}
