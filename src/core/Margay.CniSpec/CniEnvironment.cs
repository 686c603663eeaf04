using System.Text.Json.Serialization;

namespace Margay.CniSpec;

/// <summary>The variables a runtime sets for a plugin, as they are: nothing is checked yet.</summary>
/// <param name="Command">CNI_COMMAND.</param>
/// <param name="ContainerId">CNI_CONTAINERID.</param>
/// <param name="Netns">CNI_NETNS: a path to the container's network namespace.</param>
/// <param name="InterfaceName">CNI_IFNAME: the interface to make inside.</param>
/// <param name="Args">CNI_ARGS.</param>
public sealed record CniEnvironment(
    [property: JsonPropertyName("command")] string? Command = null,
    [property: JsonPropertyName("containerId")] string? ContainerId = null,
    [property: JsonPropertyName("netns")] string? Netns = null,
    [property: JsonPropertyName("ifName")] string? InterfaceName = null,
    [property: JsonPropertyName("args")] string? Args = null)
{
    /// <summary>Reads the variables by name.</summary>
    public static CniEnvironment From(Func<string, string?> variable) => new(
        variable("CNI_COMMAND"),
        variable("CNI_CONTAINERID"),
        variable("CNI_NETNS"),
        variable("CNI_IFNAME"),
        variable("CNI_ARGS"));
}
