using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 Rule: all of its conditions must hold; the first rule that matches decides.</summary>
public sealed record CalicoRule
{
    /// <summary><c>Allow</c>, <c>Deny</c>, <c>Pass</c> (leave the tier) or <c>Log</c> (and go on).</summary>
    public string Action { get => field ?? ""; init; }

    /// <summary>4 or 6; null is both.</summary>
    [JsonPropertyName("ipVersion")]
    public int? IpVersion { get; init; }

    /// <summary>A protocol by name or number; null is any.</summary>
    [JsonConverter(typeof(IntOrStringConverter))]
    public string? Protocol { get; init; }

    /// <summary>A protocol that the packet must not have.</summary>
    [JsonConverter(typeof(IntOrStringConverter))]
    public string? NotProtocol { get; init; }

    /// <summary>An ICMP message.</summary>
    public IcmpFields? Icmp { get; init; }

    /// <summary>An ICMP message that the packet must not be.</summary>
    [JsonPropertyName("notICMP")]
    public IcmpFields? NotIcmp { get; init; }

    /// <summary>Where the packet comes from.</summary>
    public EntityRule? Source { get; init; }

    /// <summary>Where the packet goes.</summary>
    public EntityRule? Destination { get; init; }

    /// <summary>An HTTP request; enforced by sidecars only, to the kernel the rule is one without it.</summary>
    public HttpMatch? Http { get; init; }

    /// <summary>What the rule's author notes.</summary>
    public RuleMetadata? Metadata { get; init; }
}

/// <summary>projectcalico.org/v3 EntityRule: one end of a packet; all conditions must hold.</summary>
public sealed record EntityRule
{
    /// <summary>Prefixes or addresses of which one must contain the address.</summary>
    public IReadOnlyList<string>? Nets { get; init; }

    /// <summary>Prefixes or addresses of which none may contain the address.</summary>
    public IReadOnlyList<string>? NotNets { get; init; }

    /// <summary>Endpoints and network sets by their labels.</summary>
    public string? Selector { get; init; }

    /// <summary>Endpoints and network sets that the end must not be; an address that is none of ours passes.</summary>
    public string? NotSelector { get; init; }

    /// <summary>Where <see cref="Selector"/> looks; <c>all()</c> is any namespace, <c>global()</c> what is in none.</summary>
    public string? NamespaceSelector { get; init; }

    /// <summary>Numbers, ranges <c>FIRST:LAST</c> or names.</summary>
    [JsonConverter(typeof(IntOrStringListConverter))]
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>Ports that the packet must not have.</summary>
    [JsonConverter(typeof(IntOrStringListConverter))]
    public IReadOnlyList<string>? NotPorts { get; init; }

    /// <summary>
    /// Names, as in <c>example.com</c> or <c>*.example.com</c>, that stand for the addresses that the node's pods were told for
    /// them: in the destination of an egress rule that allows.
    /// </summary>
    public IReadOnlyList<string>? Domains { get; init; }

    /// <summary>Pods by the account they run under.</summary>
    public ServiceAccountMatch? ServiceAccounts { get; init; }

    /// <summary>The endpoints behind a service.</summary>
    public ServiceMatch? Services { get; init; }
}

/// <summary>Pods by their service account; names and selector must both hold.</summary>
public sealed record ServiceAccountMatch
{
    /// <summary>Names of accounts; empty is any.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Accounts by their labels; empty is any.</summary>
    public string? Selector { get; init; }
}

/// <summary>A service, whose endpoints are meant.</summary>
public sealed record ServiceMatch
{
    /// <summary>Its name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Its namespace; null is the policy's own.</summary>
    public string? Namespace { get; init; }
}

/// <summary>An ICMP type, and a code of it.</summary>
public sealed record IcmpFields
{
    /// <summary>0 to 254; null is any.</summary>
    public int? Type { get; init; }

    /// <summary>0 to 255; null is any. Needs <see cref="Type"/>.</summary>
    public int? Code { get; init; }
}

/// <summary>An HTTP request.</summary>
public sealed record HttpMatch
{
    /// <summary>Methods; empty is any.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Paths; empty is any.</summary>
    public IReadOnlyList<HttpPath>? Paths { get; init; }
}

/// <summary>A path, whole or by its beginning.</summary>
public sealed record HttpPath
{
    /// <summary>The whole path.</summary>
    public string? Exact { get; init; }

    /// <summary>Its beginning.</summary>
    public string? Prefix { get; init; }
}

/// <summary>Notes on a rule; they come out as comments of the kernel's rules.</summary>
public sealed record RuleMetadata
{
    /// <summary>The notes.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
