using System.Security.Cryptography;
using System.Text;
using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>What an IP set holds. Its id follows from that alone, so equal contents are one set everywhere.</summary>
internal abstract record SetDefinition
{
    /// <summary>
    /// Id lengths leave six characters for a suffix: the kernel's names for sets of old end at 31 characters.
    /// </summary>
    private const int HashLength = 20;

    private SetDefinition(string prefix, string canonical, IpSetKind kind) =>
        (Id, Kind) = (new IpSetId(prefix + Hash(canonical)), kind);

    /// <summary>The set's identity.</summary>
    public IpSetId Id { get; }

    /// <summary>What its members are.</summary>
    public IpSetKind Kind { get; }

    /// <summary>The addresses of the pods that a selection takes.</summary>
    public sealed record Pods(PodSelection Selection)
        : SetDefinition("sel_", Selection.Canonical, IpSetKind.Addresses);

    /// <summary>Addresses and ports together, of those selected pods that have a port of one of the names.</summary>
    public sealed record Ports(PodSelection Selection, IReadOnlyList<PortFacts.Named> Names)
        : SetDefinition("port_", Canonical(Selection, Names), IpSetKind.AddressPorts)
    {
        /// <summary>Whether a pod's port has one of the names.</summary>
        public bool Has(NamedPort port) =>
            Names.Any(name => name.Protocol == port.Protocol && name.Name == port.Name);
    }

    /// <summary>Fixed prefixes.</summary>
    public sealed record Networks(IReadOnlyList<Cidr> Prefixes)
        : SetDefinition("net_", string.Join(',', Prefixes), IpSetKind.Networks);

    private static string Canonical(PodSelection selection, IReadOnlyList<PortFacts.Named> names) =>
        $"{string.Join(',', names.Select(name => $"{name.Protocol}/{name.Name}"))} of {selection.Canonical}";

    /// <remarks>100 bits of SHA-256: nobody finds a second selection for the same id.</remarks>
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
