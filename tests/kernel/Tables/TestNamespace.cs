using System.Diagnostics;
using Margay.Linux;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Tables;

/// <summary>A network namespace of a test: without a name, so that it goes with the test even when that is killed.</summary>
internal sealed class TestNamespace : IDisposable
{
    public TestNamespace()
    {
        Machine.RequireRoot();
        Handle = NetnsHandle.Create();
    }

    public NetnsHandle Handle { get; }

    public string Path => $"/proc/{Environment.ProcessId}/fd/{Handle.Number}";

    /// <summary>Runs a program inside and gives what it printed; fails the test when the program fails.</summary>
    public string Run(string program, params string[] arguments) => RunWithInput("", program, arguments);

    public string RunWithInput(string input, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("nsenter") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[$"--net={Path}", "--", program, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output;
    }

    public void Nft(string command) => Run("nft", command);

    /// <summary>Every command on a line of its own, as <c>ip -batch</c> takes them.</summary>
    public void Ip(string commands) => RunWithInput(commands, "ip", "-batch", "-");

    public void Dispose() => Handle.Dispose();
}
