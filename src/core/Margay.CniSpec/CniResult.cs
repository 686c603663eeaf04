using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Primitives;

namespace Margay.CniSpec;

/// <summary>An interface that ADD made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mac">Its address, as in <c>02:00:00:00:00:01</c>; null when not told.</param>
/// <param name="Mtu">Its MTU; null when not told. Printed since 1.1.0.</param>
/// <param name="Sandbox">The path of the namespace it is in; null for the host.</param>
public sealed record CniInterface(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("mac")] string? Mac = null,
    [property: JsonPropertyName("mtu")] int? Mtu = null,
    [property: JsonPropertyName("sandbox")] string? Sandbox = null);

/// <summary>An address that ADD gave.</summary>
/// <param name="Address">The address and the length of its prefix.</param>
/// <param name="Interface">The position in the result's interfaces of the one that has it.</param>
/// <param name="Gateway">The gateway of its subnet; null when it has none.</param>
public sealed record CniIp(
    [property: JsonPropertyName("address"), JsonConverter(typeof(AddressWithLengthConverter))]
    AddressWithLength Address,
    [property: JsonPropertyName("interface")] int? Interface = null,
    [property: JsonPropertyName("gateway"), JsonConverter(typeof(IpAddrConverter))] IpAddr? Gateway = null)
{
    /// <summary>The family as <c>4</c> or <c>6</c>: asked for before 1.0.0, unknown since.</summary>
    [JsonPropertyName("version")]
    public string? Version { get; init; }
}

/// <summary>A route that ADD made in the container.</summary>
/// <param name="Destination">The prefix.</param>
/// <param name="Gateway">The next hop; null is the default gateway.</param>
public sealed record CniRoute(
    [property: JsonPropertyName("dst"), JsonConverter(typeof(CidrConverter))] Cidr Destination,
    [property: JsonPropertyName("gw"), JsonConverter(typeof(IpAddrConverter))] IpAddr? Gateway = null);

/// <summary>
/// How the container resolves names. Margay leaves it to the runtime and passes through what it was given.
/// </summary>
public sealed record CniDns
{
    /// <summary>Name servers in order.</summary>
    [JsonPropertyName("nameservers")]
    public IReadOnlyList<string>? Nameservers { get; init; }

    /// <summary>The local domain.</summary>
    [JsonPropertyName("domain")]
    public string? Domain { get; init; }

    /// <summary>Search domains in order.</summary>
    [JsonPropertyName("search")]
    public IReadOnlyList<string>? Search { get; init; }

    /// <summary>Options of the resolver.</summary>
    [JsonPropertyName("options")]
    public IReadOnlyList<string>? Options { get; init; }
}

/// <summary>What a successful ADD tells the runtime.</summary>
/// <remarks>
/// Generated JSON code assigns null to init-only members that are absent; the accessors keep the defaults.
/// </remarks>
public sealed record CniResult
{
    /// <summary>The version this result is written in; empty inside Margay.</summary>
    [JsonPropertyName("cniVersion"), JsonPropertyOrder(-1)]
    public string? CniVersion { get; init; }

    /// <summary>The interfaces, the host's side first.</summary>
    [JsonPropertyName("interfaces")]
    public IReadOnlyList<CniInterface> Interfaces { get; init => field = value ?? []; } = [];

    /// <summary>The addresses.</summary>
    [JsonPropertyName("ips")]
    public IReadOnlyList<CniIp> Ips { get; init => field = value ?? []; } = [];

    /// <summary>The routes; null when there is nothing to tell.</summary>
    [JsonPropertyName("routes")]
    public IReadOnlyList<CniRoute>? Routes { get; init; }

    /// <summary>Name resolution; null when there is nothing to tell.</summary>
    [JsonPropertyName("dns")]
    public CniDns? Dns { get; init; }

    /// <summary>The JSON the plugin prints, with just the fields that <paramref name="version"/> knows.</summary>
    public byte[] ToJson(CniVersion version)
    {
        var tellsFamily = version < CniSpec.CniVersion.V100;
        var tellsMtu = version >= CniSpec.CniVersion.V110;
        var written = this with
        {
            CniVersion = version.ToText(),
            Interfaces = [.. Interfaces.Select(each => tellsMtu ? each : each with { Mtu = null })],
            Ips = [.. Ips.Select(ip => ip with { Version = tellsFamily ? ip.Address.FamilyDigit : null })],
        };
        return JsonSerializer.SerializeToUtf8Bytes(written, CniJson.Default.CniResult);
    }
}
