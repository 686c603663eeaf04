using System.Runtime.CompilerServices;

namespace Margay.Tests.Unit.Bgp.Fuzz;

/// <summary>
/// <c>tests/vectors/bgp-streams.txt</c>: for each thing that a stream can lead to, the shortest stream found that does, a line of
/// hexadecimal each. A line with words after it is kept for what they say, whatever is found.
/// </summary>
internal sealed class FuzzCorpus
{
    private readonly SortedDictionary<string, byte[]> _shortest = new(StringComparer.Ordinal);
    private readonly string[] _explained;

    private FuzzCorpus(string[] lines)
    {
        _explained = [.. lines.Where(line => line.Contains(' '))];
        Streams = [.. lines.Select(line => Convert.FromHexString(line.Split(' ')[0]))];
    }

    /// <summary>All streams, each once.</summary>
    public IReadOnlyList<byte[]> Streams { get; private set; }

    public static FuzzCorpus Read() => new(File.ReadAllLines(Place()));

    /// <summary>Keeps a stream if it is the first, or the shortest, that leads to something.</summary>
    public void Add(byte[] stream, IReadOnlyCollection<string> reached)
    {
        if (stream.Length == 0) return;
        var isNew = false;
        foreach (var what in reached)
        {
            if (_shortest.TryGetValue(what, out var known) && known.Length <= stream.Length) continue;
            _shortest[what] = stream;
            isNew = true;
        }

        if (isNew) Streams = [.. _shortest.Values.Distinct()];
    }

    public void Write() => File.WriteAllLines(Place(), Streams.Select(Convert.ToHexStringLower).Concat(_explained).Distinct().Order(StringComparer.Ordinal));

    private static string Place([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../vectors/bgp-streams.txt");
}
