using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Margay.Host.Lab.Plan;
using Margay.Primitives;

namespace Margay.Host.Lab.Kubelet;

/// <summary>The plugin refused; the message is its own.</summary>
internal sealed class CniException(string message) : Exception(message);

/// <summary>Calls the CNI plugin as a container runtime does: a process, its environment, JSON in and out.</summary>
/// <param name="binary">The plugin.</param>
/// <param name="paths">Where the nodes' agents listen.</param>
internal sealed class CniPlugin(string binary, LabPaths paths)
{
    private const string Version = "1.0.0";
    private const string NetworkName = "k8s-pod-network";

    /// <summary>Longer than the agent takes to give up by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Gives the sandbox its interface, addresses and policy, and returns the plugin's result.</summary>
    /// <exception cref="CniException">The plugin refused or did not end.</exception>
    public async Task<JsonElement> AddAsync(SandboxRecord sandbox, CancellationToken stop)
    {
        var output = await CallAsync("ADD", sandbox, stop);
        using var document = Parse("ADD", output);
        return document.RootElement.Clone();
    }

    /// <summary>Takes everything away that ADD made, or a part of it.</summary>
    /// <exception cref="CniException">The plugin refused or did not end.</exception>
    public Task DeleteAsync(SandboxRecord sandbox, CancellationToken stop) => CallAsync("DEL", sandbox, stop);

    /// <summary>The addresses in a result of ADD.</summary>
    public static IReadOnlyList<IpAddr> AddressesIn(JsonElement? result)
    {
        var ips = result?.Deserialize(KubeletJson.Default.CniResult)?.Ips ?? [];
        return [.. ips.Select(static ip => ip.Address.Split('/')[0])
            .Select(static text => IpAddr.TryParse(text, out var address) ? address : default)
            .Where(static address => !address.IsNone)];
    }

    private async Task<string> CallAsync(string command, SandboxRecord sandbox, CancellationToken stop)
    {
        using var process = Start(StartInfo(command, sandbox));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await WriteAsync(process, Config(command, sandbox), patience.Token);
            await process.WaitForExitAsync(patience.Token);
            if (process.ExitCode == 0) return await output;
            throw new CniException($"CNI {command}: {Refusal(await output, await errors, process.ExitCode)}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            process.Kill();
            throw new CniException($"CNI {command}: no answer within {Patience.TotalSeconds} s");
        }
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info) ?? throw new CniException($"{info.FileName} did not start");
        }
        catch (Win32Exception failure)
        {
            throw new CniException(failure.Message);
        }
    }

    private ProcessStartInfo StartInfo(string command, SandboxRecord sandbox) => new(binary)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["CNI_COMMAND"] = command,
            ["CNI_CONTAINERID"] = sandbox.ContainerId,
            ["CNI_NETNS"] = LabPaths.Namespace(sandbox.NetworkNamespace),
            ["CNI_IFNAME"] = "eth0",
            ["CNI_PATH"] = Path.GetDirectoryName(binary),
            ["CNI_ARGS"] = "IgnoreUnknown=1"
                + $";K8S_POD_NAMESPACE={sandbox.Namespace}"
                + $";K8S_POD_NAME={sandbox.Name}"
                + $";K8S_POD_INFRA_CONTAINER_ID={sandbox.ContainerId}"
                + $";K8S_POD_UID={sandbox.Uid}",
        },
    };

    private byte[] Config(string command, SandboxRecord sandbox) => JsonSerializer.SerializeToUtf8Bytes(
        new CniConfig(Version, NetworkName, "margay")
        {
            AgentSocket = paths.CniSocket(sandbox.Node),
            PrevResult = command == "DEL" ? sandbox.Result : null,
        },
        KubeletJson.Default.CniConfig);

    private static async Task WriteAsync(Process process, byte[] config, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(config, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The plugin failed before it read its input; its exit code and its output say why.
            return;
        }
    }

    private static JsonDocument Parse(string command, string output)
    {
        try
        {
            return JsonDocument.Parse(output);
        }
        catch (JsonException)
        {
            throw new CniException($"CNI {command}: the plugin's answer is not JSON: {output.Trim()}");
        }
    }

    private static string Refusal(string output, string errors, int exitCode)
    {
        try
        {
            var error = JsonSerializer.Deserialize(output, KubeletJson.Default.CniError);
            if (error?.Msg is { Length: > 0 } message)
                return error.Details is { Length: > 0 } details ? $"{message}: {details} (code {error.Code})" : $"{message} (code {error.Code})";
        }
        catch (JsonException)
        {
            return $"exit code {exitCode}: {(output + errors).Trim()}";
        }

        return $"exit code {exitCode}: {errors.Trim()}";
    }
}
