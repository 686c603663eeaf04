using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Margay.Tests.E2e;

/// <summary>What a finished process left.</summary>
public sealed record RunResult(int Exit, string Output, string Error);

/// <summary>
/// The <c>margay</c> command as its users run it: the native binary in artifacts/dist if it was built, else the same
/// program under dotnet.
/// </summary>
public sealed class MargayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    private MargayProcess(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>The program and its first arguments.</summary>
    public static IReadOnlyList<string> Program { get; } = FindProgram();

    /// <summary>Starts <c>margay</c> with these arguments.</summary>
    /// <remarks>Who runs the tests in the background of a shell has them, and all that they start, ignore SIGINT.</remarks>
    public static MargayProcess Start(params string[] arguments) =>
        new(Process.Start(Redirected(new ProcessStartInfo("env", ["--default-signal=INT", .. Program, .. arguments])))!);

    /// <summary>Runs <c>margay</c> to its end.</summary>
    public static Task<RunResult> RunAsync(params string[] arguments) => RunAsync(StartOf(arguments), input: "");

    /// <summary>Runs <c>margay</c> to its end with a text on its standard input.</summary>
    public static Task<RunResult> RunWithInputAsync(string input, params string[] arguments) => RunAsync(StartOf(arguments), input);

    /// <summary>Runs any program to its end.</summary>
    public static Task<RunResult> RunProgramAsync(string program, params string[] arguments) =>
        RunAsync(Redirected(new ProcessStartInfo(program, arguments)), input: "");

    /// <summary>The next line of its output; fails when there is none within a minute.</summary>
    public async Task<string> ReadLineAsync()
    {
        using var limit = Limit();
        return await _process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException($"margay has ended: {await _error}");
    }

    /// <summary>Sends a signal such as <c>INT</c> and waits for the end.</summary>
    public async Task<RunResult> StopAsync(string signal)
    {
        await RunProgramAsync("kill", $"-{signal}", $"{_process.Id}");
        using var limit = Limit();
        var output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return new RunResult(_process.ExitCode, output, await _error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<RunResult> RunAsync(ProcessStartInfo start, string input)
    {
        using var process = Process.Start(start)!;
        using var limit = Limit();
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new RunResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit;
    }

    private static ProcessStartInfo StartOf(string[] arguments) =>
        Redirected(new ProcessStartInfo(Program[0], [.. Program.Skip(1), .. arguments]));

    /// <remarks>No kubeconfig of the machine's user may reach the tests.</remarks>
    private static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment.Remove("KUBECONFIG");
        start.Environment["HOME"] = "/nonexistent";
        return start;
    }

    private static string[] FindProgram([CallerFilePath] string here = "")
    {
        var artifacts = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "artifacts"));
        var native = Path.Combine(artifacts, "dist", "margay");
        if (File.Exists(native)) return [native];
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        return ["dotnet", Path.Combine(artifacts, "bin", "Margay", configuration, "margay.dll")];
    }
}
