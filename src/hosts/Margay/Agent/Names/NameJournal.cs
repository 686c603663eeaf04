using System.Globalization;
using System.Text;
using Margay.Names;
using Margay.Primitives;

namespace Margay.Host.Agent.Names;

/// <summary>What names are asked for and stand for, in a file, so that an agent that restarts goes on from there. Not thread-safe.</summary>
/// <remarks>
/// Lines <c>ask PATTERN</c> and <c>NAME ADDRESS UNTIL</c> (seconds since 1970); the last line about a name and address counts. It
/// is written before who was told an address hears it, and needs to outlive the process, not the machine: the kernel's sets, which
/// it explains, do not outlive that either.
/// </remarks>
internal sealed class NameJournal(string path)
{
    private const string Ask = "ask";

    /// <summary>So many lines more than are needed, and the file is written anew.</summary>
    private const int Slack = 10_000;

    private int _lines;
    private int _patterns;

    /// <summary>Reads the file; a line that cannot be read, as the last may be cut short, is passed over.</summary>
    public (List<DomainPattern> Patterns, List<LearntAddress> Known) Load()
    {
        var patterns = new List<DomainPattern>();
        var known = new Dictionary<(DomainName, IpAddr), LearntAddress>();
        if (!File.Exists(path)) return (patterns, []);
        foreach (var line in File.ReadLines(path))
        {
            _lines++;
            var words = line.Split(' ');
            if (words is [Ask, var text] && DomainPattern.TryParse(text, out var pattern)) patterns.Add(pattern);
            else if (words is [var name, var address, var until] && TryRead(name, address, until, out var one)) known[(one.Name, one.Address)] = one;
        }

        _patterns = patterns.Count;
        return (patterns, [.. known.Values]);
    }

    /// <summary>Writes what is new; or everything, if the patterns have changed or the file has grown long.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(LearntNames names, bool patternsChanged)
    {
        var unsaved = names.TakeUnsaved();
        if (patternsChanged || _lines + unsaved.Count > names.Count + _patterns + Slack)
        {
            Rewrite(names);
            return;
        }

        if (unsaved.Count == 0) return;
        File.AppendAllText(path, Text(unsaved));
        _lines += unsaved.Count;
    }

    private void Rewrite(LearntNames names)
    {
        var text = new StringBuilder();
        foreach (var pattern in names.Wanted) text.Append(Ask).Append(' ').Append(pattern).Append('\n');
        text.Append(Text(names.All()));
        var draft = path + ".new";
        File.WriteAllText(draft, text.ToString());
        File.Move(draft, path, overwrite: true);
        (_patterns, _lines) = (names.Wanted.Count, names.Wanted.Count + names.Count);
    }

    private static string Text(IEnumerable<LearntAddress> addresses) => string.Concat(addresses.Select(one =>
        string.Create(CultureInfo.InvariantCulture, $"{one.Name} {one.Address} {one.Until.ToUnixTimeSeconds()}\n")));

    private static bool TryRead(string name, string address, string until, out LearntAddress read)
    {
        read = default;
        if (!DomainName.TryParse(name, out var known) || !IpAddr.TryParse(address, out var ip)) return false;
        if (!long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > uint.MaxValue) return false;
        read = new LearntAddress(known, ip, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return true;
    }
}
