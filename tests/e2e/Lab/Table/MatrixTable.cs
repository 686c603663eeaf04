using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Margay.Tests.E2e.Lab.Table;

/// <summary>A pod of the table.</summary>
internal sealed record TablePod(string Namespace, string Name, string Address, JsonObject Labels, JsonArray Ports)
{
    public override string ToString() => $"{Namespace}/{Name}";
}

/// <summary>One state of the cluster in a case, and who may connect to whom in it.</summary>
/// <param name="Namespaces">The namespaces' labels.</param>
/// <param name="Pods">The pods, in the order of rows and columns.</param>
/// <param name="Policies">The policies, all there are.</param>
/// <param name="Allowed"><c>TCP/80</c> and the like; a row for each source, a character for each destination.</param>
internal sealed record TableStep(
    JsonObject Namespaces, IReadOnlyList<TablePod> Pods, IReadOnlyList<JsonObject> Policies, JsonObject Allowed)
{
    /// <summary>Whether a policy speaks of addresses. The table's are IPv4 only.</summary>
    public bool NamesAddresses => Policies.Any(static policy => policy.ToJsonString().Contains("\"ipBlock\"", StringComparison.Ordinal));

    /// <summary>The protocols and ports that the step has a table for, as far as there are sockets for them.</summary>
    public IEnumerable<(ProtocolType Protocol, int Port)> Services =>
        from table in Allowed
        let words = table.Key.Split('/')
        where words[0] is "TCP" or "UDP"
        select (words[0] == "TCP" ? ProtocolType.Tcp : ProtocolType.Udp, int.Parse(words[1], CultureInfo.InvariantCulture));

    public bool Allows(ProtocolType protocol, int port, int from, int to) =>
        Allowed[$"{protocol.ToString().ToUpperInvariant()}/{port}"]![from]!.GetValue<string>()[to] == 'x';
}

/// <summary>The table of Kubernetes' NetworkPolicy that the oracle and the graph are held to.</summary>
internal static class MatrixTable
{
    private static readonly JsonObject Root = JsonNode.Parse(File.ReadAllText(Path()))!.AsObject();

    /// <summary>The numbers of the cases.</summary>
    public static IReadOnlyList<int> Cases { get; } = [.. Root["cases"]!.AsArray().Select(static one => one!["id"]!.GetValue<int>())];

    /// <summary>The steps of a case, one after the other in the same cluster.</summary>
    public static IEnumerable<TableStep> StepsOf(int id)
    {
        foreach (var step in Root["cases"]!.AsArray().Single(one => one!["id"]!.GetValue<int>() == id)!["steps"]!.AsArray())
        {
            yield return new TableStep(
                Root["namespaces"]![step!["namespaces"]!.GetValue<int>()]!.AsObject(),
                PodsOf(step["pods"]!.GetValue<int>()),
                [.. step["policies"]!.AsArray().Select(static policy => policy!.AsObject())],
                step["allowed"]!.AsObject());
        }
    }

    /// <summary>The pods of one list of the table.</summary>
    public static IReadOnlyList<TablePod> PodsOf(int list) =>
    [
        .. Root["pods"]![list]!.AsArray().Select(static pod => new TablePod(
            pod!["ns"]!.GetValue<string>(), pod["name"]!.GetValue<string>(), pod["ip"]!.GetValue<string>(),
            pod["labels"]!.AsObject(), pod["ports"]!.AsArray())),
    ];

    private static string Path([CallerFilePath] string here = "") => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "property", "Policy", "Matrix", "networkpolicy-matrix.json");
}
