using System.Diagnostics;

namespace Margay.Tests.E2e.Hub;

/// <summary>The real kubectl, as a user runs it.</summary>
public sealed class Kubectl(string kubeconfig, string home)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string? Program = Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);

    /// <summary>Runs kubectl to its end.</summary>
    public Task<KubectlResult> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>Runs kubectl with a manifest on its standard input.</summary>
    public async Task<KubectlResult> RunAsync(string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(arguments, environment);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        impatience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(impatience.Token);
            var errors = process.StandardError.ReadToEndAsync(impatience.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(impatience.Token);
            return new KubectlResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Runs kubectl, which must succeed, and gives what it printed.</summary>
    public async Task<string> OutputAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.Code == 0, $"kubectl {string.Join(' ', arguments)} failed:\n{result.Errors}");
        return result.Output;
    }

    /// <summary>Applies a manifest, which must succeed, and gives what kubectl printed.</summary>
    public async Task<string> ApplyAsync(string manifest)
    {
        var result = await RunAsync(manifest, ["apply", "-f", "-"]);
        Assert.True(result.Code == 0, $"kubectl apply failed:\n{result.Errors}\n{manifest}");
        return result.Output;
    }

    /// <summary>Starts a kubectl that goes on until it is killed, such as a watch.</summary>
    public Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        Assert.SkipWhen(Program is null, "kubectl is not on PATH");
        var start = new ProcessStartInfo(Program!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

/// <summary>How a kubectl ended and what it said.</summary>
public sealed record KubectlResult(int Code, string Output, string Errors);
