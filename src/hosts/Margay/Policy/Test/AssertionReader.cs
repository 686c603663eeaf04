using System.Text.Json.Nodes;
using Margay.Host.Cli;
using Margay.Host.Cli.Resources;
using Margay.Model.Manifests;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Test;

/// <summary>Reads the assertions of one document, and says where they are wrong.</summary>
/// <param name="document">The document.</param>
/// <param name="faults">Takes what is wrong, one line each.</param>
internal sealed class AssertionReader(ManifestDocument document, List<string> faults)
{
    private static readonly string[] Members = ["name", "from", "to", "port", "family", "expect", "by"];

    /// <summary>The assertion of this place in the list; null if it is faulty.</summary>
    public Assertion? Read(JsonNode? node, int index)
    {
        var path = $"tests[{index}]";
        var known = faults.Count;
        if (node is not JsonObject json)
        {
            Complain(path, $"{path} is no test: write from, to, port and expect");
            return null;
        }

        RefuseUnknown(path, json, Members);
        var (from, to, ports) = (Ends(path, json, "from"), Ends(path, json, "to"), Ports(path, json));
        var (families, expected) = (Families(path, json), Expected(path, json));
        if (faults.Count > known) return null;
        var name = json["name"]?.ToString() is { Length: > 0 } given
            ? given
            : $"{string.Join(", ", from)} → {string.Join(", ", to)} {string.Join(", ", ports.Select(Words))}";
        var (line, _) = document.Positions.Find(path);
        return new Assertion(name, $"{document.Source}:{line}", from, to, ports, families, expected, json["by"]?.ToString());
    }

    /// <summary>Adds a fault at a field.</summary>
    public void Complain(string path, string message)
    {
        var (line, column) = document.Positions.Find(path);
        faults.Add(new ManifestFault(document.Source, line, column, message).ToString());
    }

    /// <summary>A fault for every member that is none of these.</summary>
    public void RefuseUnknown(string path, JsonObject json, IReadOnlyCollection<string> known)
    {
        foreach (var (member, _) in json.Where(member => !known.Contains(member.Key)))
        {
            var full = path.Length == 0 ? member : $"{path}.{member}";
            var remedy = NearestName.To(member, known) is { } nearest ? $"did you mean {nearest}?" : $"known are {string.Join(", ", known)}";
            Complain(full, $"{full} is not known here: {remedy}");
        }
    }

    /// <summary>A text, or a list of texts.</summary>
    public IReadOnlyList<string> Texts(string path, JsonNode? node)
    {
        switch (node)
        {
            case null:
                return [];
            case JsonValue value:
                return [value.ToString()];
            case JsonArray array when array.All(item => item is JsonValue):
                return [.. array.Select(item => item!.ToString())];
            default:
                Complain(path, $"{path} is no text: write one, or a list of them");
                return [];
        }
    }

    private IReadOnlyList<string> Ends(string path, JsonObject json, string member)
    {
        var ends = Texts($"{path}.{member}", json[member]);
        if (ends.Count == 0) Complain($"{path}.{member}", $"{path}.{member} is missing: write {TestEnds.Usage}");
        return ends;
    }

    private List<(IpProtocol Protocol, ushort Port)> Ports(string path, JsonObject json)
    {
        var ports = new List<(IpProtocol, ushort)>();
        var texts = Texts($"{path}.port", json["port"]);
        if (texts.Count == 0) Complain($"{path}.port", $"{path}.port is missing: write for example 80/tcp or icmp");
        foreach (var text in texts)
        {
            try
            {
                ports.Add(FlowWords.ParsePort(text));
            }
            catch (CliException fault)
            {
                Complain($"{path}.port", fault.Message.Replace("--port", $"{path}.port", StringComparison.Ordinal));
            }
        }

        return ports;
    }

    private List<IpFamily> Families(string path, JsonObject json)
    {
        var families = new List<IpFamily>();
        foreach (var text in Texts($"{path}.family", json["family"]))
        {
            if (text.ToLowerInvariant() is "ipv4" or "ipv6") families.Add(text.EndsWith('4') ? IpFamily.V4 : IpFamily.V6);
            else Complain($"{path}.family", $"{path}.family is '{text}': write IPv4 or IPv6, or leave it out for both");
        }

        return families;
    }

    private Verdict Expected(string path, JsonObject json)
    {
        switch (json["expect"]?.ToString().ToLowerInvariant())
        {
            case "allow":
                return Verdict.Allow;
            case "deny":
                return Verdict.Deny;
            case var other:
                Complain($"{path}.expect", other is null
                    ? $"{path}.expect is missing: write allow or deny"
                    : $"{path}.expect is '{other}': write allow or deny");
                return Verdict.Undecided;
        }
    }

    private static string Words((IpProtocol Protocol, ushort Port) port) =>
        port.Protocol.HasPorts ? $"{port.Port}/{port.Protocol.ToString().ToLowerInvariant()}" : port.Protocol.ToString().ToLowerInvariant();
}
