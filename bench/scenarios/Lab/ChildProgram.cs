using System.Diagnostics;

namespace Margay.Bench.Lab;

/// <summary>Programs that are started, waited for, and heard only when they fail.</summary>
internal static class ChildProgram
{
    /// <exception cref="BenchException">It failed; the message has what it printed.</exception>
    public static async Task RunAsync(string binary, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new BenchException($"{binary} did not start");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        if (process.ExitCode != 0)
            throw new BenchException($"{binary} {string.Join(' ', arguments)} failed:\n{await output}{await errors}");
    }
}
