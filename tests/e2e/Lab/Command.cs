using System.Diagnostics;

namespace Margay.Tests.E2e.Lab;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record Outcome(string CommandLine, int ExitCode, string Output, string Errors)
{
    /// <summary>The output; fails the test with everything that was printed unless the program succeeded.</summary>
    public string Expect(int exitCode = 0)
    {
        Assert.True(ExitCode == exitCode, $"`{CommandLine}` ended with {ExitCode}, not {exitCode}:\n{Output}{Errors}");
        return Output;
    }
}

/// <summary>Runs programs and waits for them.</summary>
internal static class Command
{
    public static async Task<Outcome> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome($"{program} {string.Join(' ', arguments)}", process.ExitCode, await output, await errors);
    }
}
