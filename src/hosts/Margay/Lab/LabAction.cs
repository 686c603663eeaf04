using Margay.Client;
using Margay.Linux;

namespace Margay.Host.Lab;

/// <summary>The frame of every lab command: failures become one message and an exit code.</summary>
internal static class LabAction
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(Func<Task<int>> action)
    {
        try
        {
            if (!Margay.Linux.Host.IsRoot) throw new LabException("the lab makes network namespaces: run it as root (sudo)");
            return await action();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("margay: interrupted");
            return Interrupted;
        }
        catch (Exception failure) when (failure is LabException or ApiException or ClientConfigException or LinuxException)
        {
            await Console.Error.WriteLineAsync($"margay: {failure.Message}");
            return Failed;
        }
    }

    public static int Run(Action action) => RunAsync(() =>
    {
        action();
        return Task.FromResult(0);
    }).GetAwaiter().GetResult();
}
