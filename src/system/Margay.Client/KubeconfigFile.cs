using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Margay.Client;

/// <summary>One kubeconfig file as a tree of YAML nodes.</summary>
internal sealed class KubeconfigFile
{
    private KubeconfigFile(string path, YamlMappingNode root) => (Path, Root) = (path, new KubeconfigEntry(path, "", root));

    internal string Path { get; }

    internal KubeconfigEntry Root { get; }

    /// <exception cref="ClientConfigException">The file cannot be read or is no YAML mapping.</exception>
    internal static KubeconfigFile Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClientConfigException(path, "", "there is no such file; name an existing kubeconfig with --kubeconfig");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException(path, "", fault.Message);
        }
    }

    internal static KubeconfigFile Parse(string path, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            throw new ClientConfigException($"{path}:{fault.Start.Line}", "", $"not YAML: {fault.Message}");
        }

        return stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root
            ? new KubeconfigFile(path, root)
            : throw new ClientConfigException(path, "", "is no kubeconfig: expected clusters, users and contexts");
    }

    /// <summary>The <paramref name="member"/> of the element of <paramref name="list"/> with this name; null if there is none.</summary>
    internal KubeconfigEntry? Find(string list, string member, string name)
    {
        var index = 0;
        foreach (var element in Elements(list))
        {
            var field = $"{list}[{index++}]";
            if (Name(element) != name) continue;
            return element.Children.TryGetValue(member, out var node) && node is YamlMappingNode mapping
                ? new KubeconfigEntry(Path, $"{field}.{member}", mapping)
                : throw new ClientConfigException(Path, $"{field}.{member}", $"'{name}' has no content");
        }

        return null;
    }

    internal IEnumerable<string> Names(string list) => Elements(list).Select(Name).OfType<string>();

    private IEnumerable<YamlMappingNode> Elements(string list) =>
        Root.Node.Children.TryGetValue(list, out var node) && node is YamlSequenceNode sequence
            ? sequence.Children.OfType<YamlMappingNode>()
            : [];

    private static string? Name(YamlMappingNode element) =>
        element.Children.TryGetValue("name", out var node) && node is YamlScalarNode scalar ? scalar.Value : null;
}

/// <summary>One mapping of a kubeconfig and where it stands, so that a fault can name the place.</summary>
internal sealed class KubeconfigEntry(string path, string field, YamlMappingNode node)
{
    internal YamlMappingNode Node => node;

    internal string Source => path;

    internal bool Has(string name) => node.Children.ContainsKey(name);

    internal string? Text(string name)
    {
        if (!node.Children.TryGetValue(name, out var value)) return null;
        if (value is not YamlScalarNode scalar) throw Fault(name, "must be a text");
        return string.IsNullOrEmpty(scalar.Value) ? null : scalar.Value;
    }

    internal string RequiredText(string name) => Text(name) ?? throw Fault(name, "is missing");

    internal bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Fault(name, $"must be true or false, not '{other}'"),
    };

    /// <summary>The text that stands in <c>NAME-data</c> as base64 or in the file that <c>NAME</c> names.</summary>
    internal string? Data(string name)
    {
        if (Text($"{name}-data") is { } encoded) return Decode($"{name}-data", encoded);
        if (Text(name) is not { } file) return null;
        try
        {
            return File.ReadAllText(Resolve(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(name, fault.Message);
        }
    }

    /// <summary>A path of the kubeconfig: relative ones start at the kubeconfig's own folder.</summary>
    internal string Resolve(string file) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", file);

    internal ClientConfigException Fault(string name, string problem)
    {
        var at = node.Children.TryGetValue(name, out var value) ? value : node;
        return new ClientConfigException($"{path}:{at.Start.Line}", field.Length == 0 ? name : $"{field}.{name}", problem);
    }

    private string Decode(string name, string encoded)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        }
        catch (FormatException)
        {
            throw Fault(name, "is not base64; encode the PEM text with base64 -w0");
        }
    }
}
