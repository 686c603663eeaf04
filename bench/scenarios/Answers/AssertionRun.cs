using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Margay.Bench.Answers;

/// <summary><c>margay policy test</c> as CI runs it: files in, exit code out, the program's start included.</summary>
internal sealed class AssertionRun : IDisposable
{
    /// <summary>How many assertions a run checks.</summary>
    public const int Assertions = 1_000;

    private const int Namespaces = 100;
    private const int Pods = 10;
    private const int Roles = 5;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("margay-bench-answers-");
    private readonly string _binary;

    public AssertionRun(string binary)
    {
        _binary = binary;
        File.WriteAllText(Path.Combine(_directory.FullName, "cluster.yaml"), Cluster());
        File.WriteAllText(Path.Combine(_directory.FullName, "tests.yaml"), Tests());
    }

    /// <summary>Runs it once; every assertion holds. Gives what it printed.</summary>
    public string Run()
    {
        using var process = Process.Start(new ProcessStartInfo(
            _binary, ["policy", "test", Path.Combine(_directory.FullName, "tests.yaml"), "-f", Path.Combine(_directory.FullName, "cluster.yaml")])
        {
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new BenchException($"margay policy test ended with {process.ExitCode}: {output}");
        return output;
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Cluster()
    {
        var text = new StringBuilder();
        for (var n = 0; n < Namespaces; n++)
        {
            Add(text, $"{{apiVersion: v1, kind: Namespace, metadata: {{name: ns{n}}}}}");
            for (var i = 0; i < Pods; i++)
            {
                Add(text, $"{{apiVersion: v1, kind: Pod, metadata: {{name: pod-{i}, namespace: ns{n}, labels: {{role: r{i % Roles}}}}}, "
                    + $"spec: {{nodeName: n1, containers: [{{name: c, image: i}}]}}, status: {{podIPs: [{{ip: 10.65.{n}.{i + 1}}}]}}}}");
            }

            for (var role = 0; role < Roles; role++)
            {
                Add(text, $"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: r{role}, namespace: ns{n}}}, "
                    + $"spec: {{podSelector: {{matchLabels: {{role: r{role}}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{role: r{(role + Roles - 1) % Roles}}}}}}}], "
                    + "ports: [{port: 8080}]}]}}");
            }
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string document) => text.Append(document).Append("\n---\n");

    /// <summary>Each pod may call the next one, whose role lets its own in.</summary>
    private static string Tests()
    {
        var text = new StringBuilder("apiVersion: margay.dev/v1\nkind: PolicyTest\ntests:\n");
        for (var k = 0; k < Assertions; k++)
        {
            var (n, i) = (k % Namespaces, k / Namespaces);
            text.Append(CultureInfo.InvariantCulture, $"- {{name: t{k}, from: ns{n}/pod-{i}, to: ns{n}/pod-{(i + 1) % Pods}, port: 8080/tcp, expect: allow}}\n");
        }

        return text.ToString();
    }
}
