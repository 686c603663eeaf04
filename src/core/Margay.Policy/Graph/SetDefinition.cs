using System.Security.Cryptography;
using System.Text;
using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>What an IP set holds. Its key follows from that alone, so equal contents are one set everywhere.</summary>
internal abstract record SetDefinition
{
    /// <summary>
    /// Id lengths leave six characters for a suffix: the kernel's names for sets of old end at 31 characters.
    /// </summary>
    private const int HashLength = 20;

    private SetDefinition(string prefix, string canonical, IpSetKind kind) =>
        (Id, Kind) = (new IpSetId(prefix + Hash(canonical)), kind);

    /// <summary>The set's identity while its members are of <see cref="Kind"/>.</summary>
    public IpSetId Id { get; }

    /// <summary>What its members are, unless they happen to be prefixes.</summary>
    public IpSetKind Kind { get; }

    /// <summary>The addresses and prefixes of what a selection takes. With a prefix among them it is a set of networks.</summary>
    public sealed record Chosen : SetDefinition
    {
        public Chosen(Selection selection)
            : base("sel_", selection.Canonical, IpSetKind.Addresses) =>
            (Selection, NetworksId) = (selection, new IpSetId("nsel_" + Id.Value[4..]));

        public Selection Selection { get; }

        /// <summary>The set's identity while one of its members is a prefix.</summary>
        public IpSetId NetworksId { get; }
    }

    /// <summary>Addresses and ports together, of what a selection takes and has a port of one of the names.</summary>
    public sealed record Ports(NamedPorts Named)
        : SetDefinition("port_", Canonical(Named), IpSetKind.AddressPorts);

    /// <summary>Fixed prefixes.</summary>
    public sealed record Networks(IReadOnlyList<Cidr> Prefixes)
        : SetDefinition("net_", string.Join(',', Prefixes), IpSetKind.Networks);

    /// <summary>The endpoints behind a service.</summary>
    public sealed record Service(ServiceEnds Ends) : SetDefinition(
        "svc_",
        $"{Ends.Key.Namespace}/{Ends.Key.Name} {Ends.WithPorts}",
        Ends.WithPorts ? IpSetKind.AddressPorts : IpSetKind.Addresses);

    /// <summary>The addresses that names stand for.</summary>
    public sealed record Domains(IReadOnlyList<DomainPattern> Patterns)
        : SetDefinition("dom_", string.Join(',', Patterns), IpSetKind.Addresses);

    /// <summary>The selection by which bearers enter; null if none do.</summary>
    public Selection? Choice => this switch
    {
        Chosen chosen => chosen.Selection,
        Ports ports => ports.Named.Of,
        _ => null,
    };

    private static string Canonical(NamedPorts named) => $"{string.Join(',', named.Names)} of {named.Of.Canonical}";

    /// <remarks>100 bits of SHA-256: nobody finds a second content for the same id.</remarks>
    private static string Hash(string canonical)
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(canonical));
        return string.Create(HashLength, digest, (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = alphabet[bytes[i] & 31];
        });
    }
}
