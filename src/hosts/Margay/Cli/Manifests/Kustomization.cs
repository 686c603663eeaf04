using System.ComponentModel;
using System.Diagnostics;

namespace Margay.Host.Cli.Manifests;

/// <summary>Builds a kustomization with the tool that is there: <c>kustomize</c>, else <c>kubectl</c>, which has it in itself.</summary>
internal static class Kustomization
{
    private static readonly string[][] Tools = [["kustomize", "build"], ["kubectl", "kustomize"]];

    /// <summary>The manifests that the directory's kustomization makes, as one text.</summary>
    /// <exception cref="CliException">Neither tool is there, or the one that is refuses; the message has what it says.</exception>
    public static async Task<ManifestText> BuildAsync(string directory, CancellationToken cancel)
    {
        if (!Directory.Exists(directory)) throw new CliException($"{directory}: there is no such directory");
        foreach (var tool in Tools)
        {
            if (await RunAsync([.. tool, directory], cancel) is { } text) return new ManifestText($"{directory} (kustomization)", text);
        }

        throw new CliException("-k needs kustomize or kubectl, and neither is on the PATH");
    }

    /// <summary>What the program prints; null if it is not installed.</summary>
    private static async Task<string?> RunAsync(IReadOnlyList<string> command, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0
                ? output
                : throw new CliException($"{string.Join(' ', command)} failed: {(await errors).Trim()}");
        }
    }
}
