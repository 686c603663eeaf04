using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy.Analysis;

/// <summary>Reads the ends that a question names.</summary>
internal static class EndWords
{
    /// <summary>What may be written.</summary>
    public const string Usage = "NAMESPACE/POD, NAMESPACE/SELECTOR, NAMESPACE/, an address, a CIDR, or all";

    /// <summary>
    /// <c>shop/web</c>, <c>shop/role == 'db'</c> (a selector of labels), <c>shop/</c> (all pods of the namespace),
    /// an address, a CIDR, or <c>all</c>.
    /// </summary>
    /// <exception cref="CliException">It is none of these, or no pod is so named.</exception>
    public static PlaceSelection Parse(string text, ClusterState cluster, string defaultNamespace)
    {
        if (text == "all") return new PlaceSelection.Everything();
        if (Cidr.TryParse(text, out var prefix)) return new PlaceSelection.Network(prefix);
        var slash = text.IndexOf('/');
        var (ns, pods) = slash < 0 ? (defaultNamespace, text) : (text[..slash], text[(slash + 1)..]);
        var inNamespace = cluster.Pods.Where(pod => (pod.Metadata.Namespace ?? "default") == ns).ToList();
        if (inNamespace.Count == 0) throw new CliException($"'{text}': there is no pod in namespace {ns}");
        var named = inNamespace.Where(Choice(text, pods)).Select(pod => (ns, pod.Metadata.Name)).ToHashSet();
        if (named.Count == 0) throw new CliException($"'{text}': no pod of namespace {ns} is so named or labelled; write {Usage}");
        return new PlaceSelection.Pods(named);
    }

    private static Func<Pod, bool> Choice(string text, string pods)
    {
        if (pods.Length == 0) return static _ => true;
        if (pods.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')) return pod => pod.Metadata.Name == pods;
        var selector = pods.Contains("==") || !pods.Contains('=') || pods.Contains('!') ? pods : Equality(pods);
        if (!Selector.TryParse(selector, out var parsed, out var fault))
            throw CliException.Usage($"'{text}': {fault}; write {Usage}");
        return pod => parsed.Matches(LabelSet.Of(pod.Metadata.Labels));
    }

    /// <summary><c>role=db,tier=back</c>, as kubectl takes it.</summary>
    private static string Equality(string labels) => string.Join(" && ", labels.Split(',').Select(label =>
        label.Split('=', 2) is [var key, var value] ? $"{key} == '{value}'" : $"has({label})"));
}
