using System.Diagnostics;
using Margay.CniSpec;
using Margay.Linux;

namespace Margay.Cni;

/// <summary>One call of the plugin: read and check, ask the agent, print what it says.</summary>
internal static class Plugin
{
    private const int MaxConfigLength = AgentProtocol.MaxLength / 2;

    /// <summary>The plugin's exit code: 0, or 1 when what is printed is an error.</summary>
    internal static int Run(Func<string, string?> variable, Stream input, Stream output)
    {
        var environment = CniEnvironment.From(variable);
        var config = ReadConfig(input);
        if (environment.Command == "VERSION") return Print(output, CniVersionText.ToJson(config), 0);
        if (!CniRequest.TryParse(environment, config, out var request, out var error))
            return Print(output, error.ToJson(VersionForError(config)), 1);
        return Ask(request, environment, config) switch
        {
            CniResponse.Success(var result) => Print(output, result?.ToJson(request.Version) ?? [], 0),
            CniResponse.Failure(var failure) => Print(output, failure.ToJson(request.Version.ToText()), 1),
            _ => throw new UnreachableException(),
        };
    }

    private static CniResponse Ask(CniRequest request, CniEnvironment environment, byte[] config)
    {
        NetnsHandle? netns;
        try
        {
            netns = OpenNetns(request);
        }
        catch (LinuxException missing)
        {
            return new CniResponse.Failure(new CniError(
                CniErrorCode.UnknownContainer, "the container's network namespace cannot be used", missing.Message));
        }

        using (netns)
        {
            try
            {
                var call = AgentProtocol.EncodeCall(environment, config);
                return AgentClient.Ask(request.Config.AgentSocket, call, netns);
            }
            catch (LinuxException refusal)
            {
                return new CniResponse.Failure(ExplainSilence(request, refusal));
            }
        }
    }

    /// <summary>
    /// The container's namespace; null for commands without one, and for DEL when it has gone already.
    /// </summary>
    private static NetnsHandle? OpenNetns(CniRequest request)
    {
        if (!request.Command.IsAboutContainer() || request.Netns.Length == 0) return null;
        try
        {
            return NetnsHandle.Open(request.Netns);
        }
        catch (LinuxException) when (request.Command == CniCommand.Del)
        {
            // Nothing is left to take apart inside; the agent still frees the addresses and the host side.
            return null;
        }
    }

    private static CniError ExplainSilence(CniRequest request, LinuxException refusal)
    {
        var isAbsent = refusal.Errno is Errno.ENOENT or Errno.ECONNREFUSED;
        var message = isAbsent
            ? $"the Margay agent does not listen at {request.Config.AgentSocket} (is it running on this node?)"
            : $"the Margay agent at {request.Config.AgentSocket} did not answer";
        var code = request.Command == CniCommand.Status ? CniErrorCode.NotAvailable : CniErrorCode.TryAgainLater;
        return new CniError(code, message, refusal.Message);
    }

    private static byte[] ReadConfig(Stream input)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = input.Read(buffer, length, buffer.Length - length);
            if (read == 0) return buffer[..length];
            length += read;
            // What is longer is cut off and then refused as JSON that does not end.
            if (length >= MaxConfigLength) return buffer[..length];
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static string VersionForError(byte[] config) =>
        CniVersions.TryParse(CniVersionText.VersionOf(config), out var version)
            ? version.ToText()
            : CniVersions.Newest.ToText();

    private static int Print(Stream output, byte[] json, int exitCode)
    {
        if (json.Length == 0) return exitCode;
        output.Write(json);
        output.Write("\n"u8);
        return exitCode;
    }
}
