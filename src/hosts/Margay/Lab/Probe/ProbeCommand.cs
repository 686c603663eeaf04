using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;

namespace Margay.Host.Lab.Probe;

/// <summary><c>lab probe</c>: who reaches whom, measured, beside what the policies say.</summary>
internal static class ProbeCommand
{
    private static readonly Option<ushort> Port = new("--port")
    {
        Description = "The TCP port to connect to.",
        DefaultValueFactory = static _ => 80,
    };

    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "Milliseconds of silence that count as denied.",
        DefaultValueFactory = static _ => 500,
    };

    private static readonly Option<bool> Oracle = new("--expect-from-oracle")
    {
        Description = "Compare with what the policies say; false only measures.",
        DefaultValueFactory = static _ => true,
    };

    private static readonly Option<int> Wait = new("--wait")
    {
        Description = "Measure again until all is as expected, for at most this many seconds.",
    };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json);

    public static Command Create()
    {
        var command = new Command("probe", "Connect every pod (-n A,B: of these namespaces) to every pod and compare with the policies.")
        {
            Port, Timeout, Oracle, Wait, Format, LabCommand.Name,
        };
        command.SetLabAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Screen screen, CancellationToken stop)
    {
        var lab = RunningLab.Open(parsed.GetValue(LabCommand.Name));
        using var api = lab.Connect();
        var probe = new LabProbe(lab, api, parsed.GetValue(Port), TimeSpan.FromMilliseconds(parsed.GetValue(Timeout)));
        var namespaces = parsed.GetValue(GlobalOptions.Namespace)?.Split(',') ?? [];
        var patience = TimeSpan.FromSeconds(parsed.GetValue(Wait));
        var since = TimeProvider.System.GetTimestamp();
        ConnectivityMatrix matrix;
        do matrix = await probe.RunAsync(namespaces, parsed.GetValue(Oracle), stop);
        while (matrix.Mismatches.Any() && TimeProvider.System.GetElapsedTime(since) < patience);
        screen.Out.Write(parsed.GetValue(Format) == OutputFormat.Json ? MatrixDocument.Render(matrix) : MatrixText.Render(matrix));
        return matrix.Mismatches.Any() ? ExitCode.Error : ExitCode.Ok;
    }
}
