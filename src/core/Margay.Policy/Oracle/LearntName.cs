using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>A name, and the addresses that a node's pods were told for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Addresses">The addresses, of both families, in any order.</param>
public sealed record LearntName(DomainName Name, IReadOnlyList<IpAddr> Addresses);
