using System.CommandLine;

namespace Margay.Host.Lab.Probe;

/// <summary><c>lab probe</c>: who reaches whom, measured, beside what the policies say.</summary>
internal static class ProbeCommand
{
    private const int NotAsExpected = 1;

    public static Command Create()
    {
        var name = LabCommand.NameOption();
        var namespaces = new Option<string[]>("--namespace", "-n") { Description = "Only pods of this namespace; may be repeated.", DefaultValueFactory = static _ => [] };
        var port = new Option<ushort>("--port") { Description = "The TCP port to connect to.", DefaultValueFactory = static _ => 80 };
        var timeout = new Option<int>("--timeout") { Description = "Milliseconds of silence that count as denied.", DefaultValueFactory = static _ => 500 };
        var oracle = new Option<bool>("--expect-from-oracle") { Description = "Compare with what the policies say.", DefaultValueFactory = static _ => true };
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = static _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var wait = new Option<int>("--wait") { Description = "Measure again until all is as expected, for at most this many seconds." };
        var command = new Command("probe", "Connect every pod to every pod and compare with the policies") { namespaces, port, timeout, oracle, output, wait, name };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var lab = RunningLab.Open(parsed.GetValue(name));
            using var api = lab.Connect();
            var probe = new LabProbe(lab, api, parsed.GetValue(port), TimeSpan.FromMilliseconds(parsed.GetValue(timeout)));
            var since = TimeProvider.System.GetTimestamp();
            ConnectivityMatrix matrix;
            do matrix = await probe.RunAsync(parsed.GetRequiredValue(namespaces), parsed.GetValue(oracle), stop);
            while (matrix.Mismatches.Any() && TimeProvider.System.GetElapsedTime(since).TotalSeconds < parsed.GetValue(wait));
            Console.Write(parsed.GetValue(output) == "json" ? MatrixDocument.Render(matrix) : MatrixText.Render(matrix));
            return matrix.Mismatches.Any() ? NotAsExpected : 0;
        }));
        return command;
    }
}
