using Margay.Host.Cli;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>Reads the ends that a question names.</summary>
internal static class EndWords
{
    /// <summary>What may be written.</summary>
    public const string Usage = "NAMESPACE/POD, [NAMESPACE/]KIND/NAME of a workload, NAMESPACE/SELECTOR, NAMESPACE/, a domain name, an address, a CIDR, or all";

    /// <summary>Whether a text is about pods by something else than one's name: by their namespace, labels or workload.</summary>
    public static bool IsOfMany(string text, ClusterState cluster)
    {
        if (Cidr.TryParse(text, out _)) return false;
        var (_, pods) = Split(text, cluster, "");
        return text.Contains('/') && (pods.Length == 0 || !IsName(pods));
    }

    /// <summary>
    /// <c>shop/web</c>, <c>shop/deploy/web</c>, <c>shop/role == 'db'</c> (a selector of labels), <c>shop/</c> (all pods of the namespace),
    /// a domain name, an address, a CIDR, or <c>all</c>.
    /// </summary>
    /// <exception cref="CliException">It is none of these, or no pod is so named.</exception>
    public static PlaceSelection Parse(string text, ClusterState cluster, string defaultNamespace)
    {
        if (text == "all") return new PlaceSelection.Everything();
        if (Cidr.TryParse(text, out var prefix)) return new PlaceSelection.Network(prefix);
        if (TryName(IsOfManyNames(text) ? $"any.{text[2..]}" : text, cluster, defaultNamespace, out var name))
        {
            return PlacedName.NarrowestOf(name, cluster) is { } pattern
                ? new PlaceSelection.Domain(pattern)
                : throw new CliException($"'{text}': no policy names it, so that it is as any other address outside: ask about 0.0.0.0/0 or ::/0");
        }

        var (ns, pods) = Split(text, cluster, defaultNamespace);
        var inNamespace = cluster.Pods.Where(pod => (pod.Metadata.Namespace ?? "default") == ns).ToList();
        if (inNamespace.Count == 0) throw new CliException($"'{text}': there is no pod in namespace {ns}");
        var named = inNamespace.Where(Choice(text, pods)).Select(pod => (ns, pod.Metadata.Name)).ToHashSet();
        if (named.Count == 0 && Workload.TryParse(pods, out var workload)) throw new CliException($"'{text}': no pod of namespace {ns} belongs to {workload}");
        if (named.Count == 0) throw new CliException($"'{text}': no pod of namespace {ns} is so named or labelled; write {Usage}");
        return new PlaceSelection.Pods(named);
    }

    /// <summary>Whether a text means every name below one, as <c>*.example.com</c>.</summary>
    public static bool IsOfManyNames(string text) => DomainPattern.TryParse(text, out var pattern) && pattern.IsBelow;

    /// <summary>Whether a text is a domain name, of two labels at least and that no pod of the default namespace has.</summary>
    public static bool TryName(string text, ClusterState cluster, string defaultNamespace, out DomainName name)
    {
        name = default;
        if (!text.Contains('.') || char.IsAsciiDigit(text[^1])) return false;
        return DomainName.TryParse(text, out name)
            && !cluster.Pods.Any(pod => (pod.Metadata.Namespace ?? "default") == defaultNamespace && pod.Metadata.Name == text);
    }

    /// <remarks><c>deploy/web</c> is a workload of the default namespace, unless there is a namespace of that name.</remarks>
    private static (string Namespace, string Pods) Split(string text, ClusterState cluster, string defaultNamespace)
    {
        var slash = text.IndexOf('/');
        if (slash < 0) return (defaultNamespace, text);
        var first = text[..slash];
        return Workload.TryParse(text, out _) && !cluster.Namespaces.Any(ns => ns.Metadata.Name == first)
            ? (defaultNamespace, text)
            : (first, text[(slash + 1)..]);
    }

    private static bool IsName(string pods) => pods.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    private static Func<Pod, bool> Choice(string text, string pods)
    {
        if (pods.Length == 0) return static _ => true;
        if (IsName(pods)) return pod => pod.Metadata.Name == pods;
        if (Workload.TryParse(pods, out var workload)) return workload.Runs;
        var selector = pods.Contains("==") || !pods.Contains('=') || pods.Contains('!') ? pods : Equality(pods);
        if (!Selector.TryParse(selector, out var parsed, out var fault))
            throw CliException.Usage($"'{text}': {fault}; write {Usage}");
        return pod => parsed.Matches(LabelSet.Of(pod.Metadata.Labels));
    }

    /// <summary><c>role=db,tier=back</c>, as kubectl takes it.</summary>
    private static string Equality(string labels) => string.Join(" && ", labels.Split(',').Select(label =>
        label.Split('=', 2) is [var key, var value] ? $"{key} == '{value}'" : $"has({label})"));
}
