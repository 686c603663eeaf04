namespace Margay.Model.Manifests;

/// <summary>Where the fields of one resource stand in its text. Lines and columns count from 1.</summary>
public sealed class ManifestPositions
{
    private readonly Dictionary<string, (int Line, int Column)> _byPath;
    private readonly string _root;

    internal ManifestPositions(Dictionary<string, (int Line, int Column)> byPath, string root) =>
        (_byPath, _root) = (byPath, root);

    /// <summary>
    /// The place of the field that <paramref name="path"/> names, written as in
    /// <see cref="Validation.Fault.Path"/>, or of the nearest one around it that is there.
    /// </summary>
    public (int Line, int Column) Find(string path)
    {
        var joined = _root.Length == 0 || path.Length == 0 || path[0] == '[' ? _root + path : $"{_root}.{path}";
        while (true)
        {
            if (_byPath.TryGetValue(joined, out var place)) return place;
            if (joined.Length == 0) return (1, 1);
            joined = joined[..Math.Max(0, joined.AsSpan().LastIndexOfAny('.', '['))];
        }
    }
}
