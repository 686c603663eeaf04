using System.Diagnostics;
using Margay.Linux;

namespace Margay.Bench.Cni;

/// <summary>A CNI plugin as a container runtime calls it: a process in the node's namespace, configuration on its input.</summary>
internal sealed class PluginCall(string binary, string config, NetnsHandle node)
{
    /// <summary>Runs one command and gives its wall time, from before the start to after the end.</summary>
    /// <exception cref="BenchException">The plugin failed; the message has what it printed.</exception>
    public async Task<TimeSpan> RunAsync(
        string command, string container, string netns, string podNamespace, string pod, CancellationToken stop)
    {
        var start = new ProcessStartInfo(binary)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CNI_COMMAND"] = command;
        start.Environment["CNI_CONTAINERID"] = container;
        start.Environment["CNI_NETNS"] = netns;
        start.Environment["CNI_IFNAME"] = "eth0";
        start.Environment["CNI_PATH"] = Path.GetDirectoryName(ReferencePlugins.Bridge);
        start.Environment["CNI_ARGS"] = $"IgnoreUnknown=1;K8S_POD_NAMESPACE={podNamespace};K8S_POD_NAME={pod}";

        var began = Stopwatch.GetTimestamp();
        using var process = Netns.Run(node, () => Process.Start(start)) ?? throw new BenchException($"{binary} did not start");
        await process.StandardInput.WriteAsync(config);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var errors = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        var took = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0
            ? took
            : throw new BenchException($"{Path.GetFileName(binary)} {command} failed: {await output}{await errors}");
    }
}
