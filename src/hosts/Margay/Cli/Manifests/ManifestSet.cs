using System.Text.Json.Nodes;
using Margay.Host.Cli.Resources;
using Margay.Model.Manifests;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Cli.Manifests;

/// <summary>An object that a manifest describes, checked.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace, filled in where the manifest has none; null for cluster-scoped kinds.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">The manifest.</param>
internal sealed record ManifestObject(ResourceKind Kind, string? Namespace, string Name, ManifestDocument Document)
{
    /// <summary><c>networkpolicy.networking.k8s.io/backend</c>.</summary>
    public string Title => $"{KindLookup.QualifiedName(Kind)}/{Name}";

    /// <summary><c>FILE:LINE:COLUMN</c> of the field, or of the nearest one around it that is there.</summary>
    public string Place(string field)
    {
        var (line, column) = Document.Positions.Find(field);
        return $"{Document.Source}:{line}:{column}";
    }
}

/// <summary>What a set of manifests describes, or everything that is wrong with it; needs no server.</summary>
/// <param name="Objects">The objects in the order in which they are applied: what others need comes first.</param>
/// <param name="Faults">One line each: place, field, problem, remedy. With a fault nothing is to be applied.</param>
internal sealed record ManifestSet(IReadOnlyList<ManifestObject> Objects, IReadOnlyList<string> Faults)
{
    /// <summary>Reads and checks all documents.</summary>
    /// <param name="texts">The manifests.</param>
    /// <param name="defaultNamespace">Where a namespaced object without a namespace goes.</param>
    /// <param name="onlyNamespace">When not null, the only namespace that an object may name.</param>
    /// <param name="strangers">
    /// What an object of a kind that is not known stands for, or null for nothing; without it, such an object is a fault. One
    /// whose kind looks misspelt is a fault in any case.
    /// </param>
    public static ManifestSet Check(
        IReadOnlyList<ManifestText> texts,
        string defaultNamespace,
        string? onlyNamespace,
        Func<ManifestDocument, ManifestDocument?>? strangers = null)
    {
        var (objects, faults) = (new List<ManifestObject>(), new List<string>());
        foreach (var text in texts)
        {
            var read = ManifestReader.Read(text.Source, text.Text);
            faults.AddRange(read.Faults.Select(fault => fault.ToString()));
            if (read.Documents.Count == 0 && read.Faults.Count == 0) faults.Add($"{text.Source}: there is no object in it");
            foreach (var found in read.Documents)
            {
                var document = strangers is not null && IsStranger(found) ? strangers(found) : found;
                if (document is null) continue;
                var known = faults.Count;
                var item = Check(document, defaultNamespace, onlyNamespace, faults);
                if (item is not null && faults.Count == known) objects.Add(item);
            }
        }

        return new ManifestSet([.. objects.OrderBy(item => OrderOf(item.Kind))], faults);
    }

    /// <summary>The set, if it has no fault.</summary>
    /// <exception cref="CliException">It has; the details are the faults.</exception>
    public ManifestSet OrThrow(string consequence) =>
        Faults.Count == 0 ? this : throw new CliException($"the manifests are faulty: {consequence}") { Details = Faults };

    private static bool IsStranger(ManifestDocument document)
    {
        var kind = document.Json["kind"]!.ToString();
        var group = GroupOf(document.Json["apiVersion"]!.ToString());
        return Kinds.All.All(each => each.Kind != kind)
            && NearestName.To(kind, [.. Kinds.All.Where(each => each.Group == group).Select(each => each.Kind)]) is null;
    }

    private static string GroupOf(string apiVersion) => apiVersion.Contains('/') ? apiVersion[..apiVersion.IndexOf('/')] : "";

    private static int OrderOf(ResourceKind kind) => Kinds.All.TakeWhile(each => each != kind).Count();

    private static ManifestObject? Check(
        ManifestDocument document, string defaultNamespace, string? onlyNamespace, List<string> faults)
    {
        if (FindKind(document, faults) is not { } kind) return null;
        if (document.Json["metadata"] is JsonObject metadata && kind.Namespaced)
        {
            metadata["namespace"] ??= defaultNamespace;
            if (onlyNamespace is not null && metadata["namespace"]?.ToString() is { } named && named != onlyNamespace)
                Add("metadata.namespace", $"metadata.namespace is '{named}', but -n says '{onlyNamespace}': give one of them");
        }

        foreach (var fault in ResourceValidator.Validate(kind, document.Json)) Add(fault.Path, fault.ToString());
        if (document.Json["metadata"]?["name"] is not JsonValue name)
        {
            if (document.Json["metadata"]?["generateName"] is not null)
                Add("metadata.generateName", "metadata.name is missing: apply finds objects by name, so write one");
            return null;
        }

        var ns = kind.Namespaced ? document.Json["metadata"]!["namespace"]?.ToString() : null;
        return new ManifestObject(kind, ns, name.ToString(), document);

        void Add(string field, string message)
        {
            var (line, column) = document.Positions.Find(field);
            faults.Add(new ManifestFault(document.Source, line, column, message).ToString());
        }
    }

    private static ResourceKind? FindKind(ManifestDocument document, List<string> faults)
    {
        var (apiVersion, kind) = (document.Json["apiVersion"]!.ToString(), document.Json["kind"]!.ToString());
        var sameName = Kinds.All.Where(each => each.Kind == kind).ToList();
        if (sameName.Find(each => each.ApiVersion == apiVersion) is { } found) return found;
        var (field, message) = sameName.Count > 0
            ? ("apiVersion", $"apiVersion is '{apiVersion}': write {string.Join(" or ", sameName.Select(each => each.ApiVersion))} for a {kind}")
            : ("kind", UnknownKind(kind));
        var (line, column) = document.Positions.Find(field);
        faults.Add(new ManifestFault(document.Source, line, column, message).ToString());
        return null;
    }

    private static string UnknownKind(string kind)
    {
        string[] known = [.. Kinds.All.Select(each => each.Kind)];
        return NearestName.To(kind, known) is { } nearest
            ? $"kind is '{kind}': write {nearest}"
            : $"kind is '{kind}': write one of {string.Join(", ", known)}";
    }
}
