using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Margay.CniSpec;

/// <summary>A call of the plugin whose every part has been checked.</summary>
/// <param name="Command">What is asked for.</param>
/// <param name="Version">The version of the specification that the configuration names.</param>
/// <param name="ContainerId">The container; empty for commands about none.</param>
/// <param name="Netns">The path of its namespace; empty when the runtime has none any more (DEL only).</param>
/// <param name="InterfaceName">The interface inside; empty for commands about no container.</param>
/// <param name="Args">The runtime's arguments.</param>
/// <param name="Config">The network configuration.</param>
public sealed record CniRequest(
    CniCommand Command,
    CniVersion Version,
    string ContainerId,
    string Netns,
    string InterfaceName,
    CniArgs Args,
    CniNetConf Config)
{
    private const int MaxInterfaceNameLength = 15;

    /// <summary>
    /// Checks a call. On failure <paramref name="error"/> is what the plugin must answer. Never throws.
    /// </summary>
    public static bool TryParse(
        CniEnvironment environment,
        ReadOnlySpan<byte> config,
        [NotNullWhen(true)] out CniRequest? request,
        [NotNullWhen(false)] out CniError? error)
    {
        request = null;
        if (!CniCommands.TryParse(environment.Command, out var command))
        {
            error = new CniError(
                CniErrorCode.InvalidEnvironment,
                $"CNI_COMMAND is '{environment.Command}', not one of ADD, DEL, CHECK, VERSION, GC, STATUS");
            return false;
        }

        if (!CniArgs.TryParse(environment.Args, out var args, out var problem))
        {
            error = new CniError(CniErrorCode.InvalidEnvironment, problem);
            return false;
        }

        error = DecodeConfig(config, out var conf);
        if (error is not null) return false;
        error = CheckVersion(conf.CniVersion, command, out var version)
            ?? CheckConfig(conf)
            ?? CheckVariables(environment, command);
        if (error is not null) return false;
        request = new CniRequest(
            command,
            version,
            environment.ContainerId ?? "",
            environment.Netns ?? "",
            environment.InterfaceName ?? "",
            args,
            conf);
        return true;
    }

    private static CniError? DecodeConfig(ReadOnlySpan<byte> json, out CniNetConf conf)
    {
        conf = new CniNetConf();
        try
        {
            if (JsonSerializer.Deserialize(json, CniJson.Default.CniNetConf) is not { } decoded)
                return new CniError(CniErrorCode.Decoding, "the network configuration is null");
            conf = decoded;
            return null;
        }
        catch (JsonException malformed)
        {
            return new CniError(
                CniErrorCode.Decoding,
                $"the network configuration cannot be read at {malformed.Path}",
                malformed.Message);
        }
    }

    private static CniError? CheckVersion(string text, CniCommand command, out CniVersion version)
    {
        if (!CniVersions.TryParse(text, out version))
        {
            return new CniError(
                CniErrorCode.IncompatibleVersion,
                $"cniVersion '{text}' is not supported",
                $"supported are {string.Join(", ", CniVersions.Supported)}");
        }

        if (version < command.Since())
        {
            return new CniError(
                CniErrorCode.IncompatibleVersion,
                $"{command.ToText()} needs cniVersion {command.Since().ToText()} or later, not {text}");
        }

        return null;
    }

    private static CniError? CheckConfig(CniNetConf conf)
    {
        if (!IsIdentifier(conf.Name)) return Invalid($"name '{conf.Name}' is not a network name");
        if (!conf.AgentSocket.StartsWith('/'))
            return Invalid($"agent_socket '{conf.AgentSocket}' is not an absolute path");
        return conf.Mtu is < 0 or > 65535 ? Invalid($"mtu {conf.Mtu} is not between 0 and 65535") : null;

        static CniError Invalid(string message) => new(CniErrorCode.InvalidNetworkConfig, message);
    }

    private static CniError? CheckVariables(CniEnvironment environment, CniCommand command)
    {
        if (!command.IsAboutContainer()) return null;
        if (!IsIdentifier(environment.ContainerId ?? ""))
            return Invalid($"CNI_CONTAINERID '{environment.ContainerId}' is not a container id");
        if (!IsInterfaceName(environment.InterfaceName ?? ""))
            return Invalid($"CNI_IFNAME '{environment.InterfaceName}' is not an interface name");
        return command != CniCommand.Del && string.IsNullOrEmpty(environment.Netns)
            ? Invalid($"CNI_NETNS is missing, {command.ToText()} needs it")
            : null;

        static CniError Invalid(string message) => new(CniErrorCode.InvalidEnvironment, message);
    }

    /// <summary>
    /// The specification's pattern for network names and container ids: <c>^[a-zA-Z0-9][a-zA-Z0-9_.\-]*$</c>.
    /// </summary>
    private static bool IsIdentifier(string text) =>
        text.Length > 0
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>What the kernel's dev_valid_name takes.</summary>
    private static bool IsInterfaceName(string name) =>
        name.Length is > 0 and <= MaxInterfaceNameLength
        && name is not ("." or "..")
        && !name.Any(static c => c is '/' or ':' || c <= ' ' || c > '~');
}
