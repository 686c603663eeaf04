using System.Diagnostics;
using Margay.Linux;

namespace Margay.Bench.Nftables;

/// <summary>The nft program in a namespace.</summary>
internal sealed class NftTool(NetnsHandle netns)
{
    /// <summary>Prints the whole ruleset; what it prints is read and thrown away.</summary>
    /// <returns>How many characters it printed.</returns>
    public int List() => Run("", "list", "ruleset");

    /// <summary>Runs commands as one transaction.</summary>
    /// <exception cref="BenchException">nft refuses them.</exception>
    public int Edit(string commands) => Run(commands, "-f", "-");

    private int Run(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("nft", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Netns.Run(netns, () => Process.Start(start)) ?? throw new BenchException("nft did not start");
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var printed = Drain(process.StandardOutput);
        process.WaitForExit();
        return process.ExitCode == 0 ? printed : throw new BenchException($"nft {string.Join(' ', arguments)} failed: {errors.GetAwaiter().GetResult()}");
    }

    private static int Drain(StreamReader output)
    {
        var buffer = new char[1 << 16];
        var total = 0;
        while (output.Read(buffer) is > 0 and var length) total += length;
        return total;
    }
}
