namespace Margay.Host.Cli.Manifests;

/// <summary>A manifest's text and what to call it in a message.</summary>
internal sealed record ManifestText(string Source, string Text);

/// <summary>Reads the manifests that <c>-f</c> names.</summary>
internal static class ManifestFiles
{
    /// <summary>What messages call the standard input.</summary>
    private const string StandardInput = "<stdin>";

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>
    /// The text of each file; of each manifest in a directory, by name, with <paramref name="recursive"/> also below it;
    /// of the standard input for <c>-</c>.
    /// </summary>
    /// <exception cref="CliException">One of them cannot be read, or a directory has no manifest.</exception>
    public static async Task<IReadOnlyList<ManifestText>> ReadAsync(
        IReadOnlyList<string> paths, bool recursive, CancellationToken cancel)
    {
        var texts = new List<ManifestText>();
        foreach (var path in paths)
        {
            if (path == "-") texts.Add(new ManifestText(StandardInput, await Console.In.ReadToEndAsync(cancel)));
            else if (Directory.Exists(path)) texts.AddRange(await ReadDirectoryAsync(path, recursive, cancel));
            else texts.Add(await ReadFileAsync(path, cancel));
        }

        return texts;
    }

    private static async Task<IReadOnlyList<ManifestText>> ReadDirectoryAsync(string path, bool recursive, CancellationToken cancel)
    {
        var depth = recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        var files = Directory.EnumerateFiles(path, "*", depth)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            var hint = recursive ? "" : "; -R looks below it too";
            throw new CliException($"{path}: there is no {string.Join(", ", Extensions)} file in this directory{hint}");
        }

        var texts = new List<ManifestText>();
        foreach (var file in files) texts.Add(await ReadFileAsync(file, cancel));
        return texts;
    }

    private static async Task<ManifestText> ReadFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            return new ManifestText(path, await File.ReadAllTextAsync(path, cancel));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"{path}: there is no such file or directory", inner: failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: {failure.Message}", inner: failure);
        }
    }
}
