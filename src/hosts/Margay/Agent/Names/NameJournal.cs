using System.Globalization;
using System.Text;
using Margay.Names;
using Margay.Primitives;

namespace Margay.Host.Agent.Names;

/// <summary>What names are asked for and stand for, in a file, so that an agent that restarts goes on from there. Not thread-safe.</summary>
/// <remarks>
/// Lines <c>queue NUMBER</c>, <c>ask PATTERN</c> and <c>NAME ADDRESS UNTIL</c> (seconds since 1970); the last line about a name and address counts. It
/// is written before who was told an address hears it, and needs to outlive the process, not the machine: the kernel's sets, which
/// it explains, do not outlive that either. What is in it is in these sets: nothing is written before it is enforced.
/// </remarks>
internal sealed class NameJournal(string path)
{
    private const string Queue = "queue";
    private const string Ask = "ask";

    /// <summary>So many lines more than are needed, and the file is written anew.</summary>
    private const int Slack = 10_000;

    private int _lines;
    private int _patterns;

    /// <summary>Reads the file; a line that cannot be read, as the last may be cut short, is passed over.</summary>
    /// <returns>The queue in which answers wait, the patterns, and what is known.</returns>
    public (ushort? Queue, List<DomainPattern> Patterns, List<LearntAddress> Known) Load()
    {
        ushort? queue = null;
        var patterns = new List<DomainPattern>();
        var known = new Dictionary<(DomainName, IpAddr), LearntAddress>();
        if (!File.Exists(path)) return (null, patterns, []);
        foreach (var line in File.ReadLines(path))
        {
            _lines++;
            var words = line.Split(' ');
            if (words is [Ask, var text] && DomainPattern.TryParse(text, out var pattern)) patterns.Add(pattern);
            else if (words is [Queue, var digits] && ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) queue = number;
            else if (words is [var name, var address, var until] && TryRead(name, address, until, out var one)) known[(one.Name, one.Address)] = one;
        }

        _patterns = patterns.Count;
        return (queue, patterns, [.. known.Values]);
    }

    /// <summary>Writes what is new; or everything, if it is outdated, its queue or patterns being others, or has grown long.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(LearntNames names, long enforced, ushort queue, bool outdated)
    {
        var unsaved = names.TakeUnsaved(enforced);
        if (outdated || _lines + unsaved.Count > names.Count + _patterns + Slack)
        {
            Rewrite(names, enforced, queue);
            return;
        }

        if (unsaved.Count == 0) return;
        File.AppendAllText(path, Text(unsaved));
        _lines += unsaved.Count;
    }

    private void Rewrite(LearntNames names, long enforced, ushort queue)
    {
        var text = new StringBuilder($"{Queue} {queue}\n");
        foreach (var pattern in names.Wanted) text.Append(Ask).Append(' ').Append(pattern).Append('\n');
        text.Append(Text(names.All(enforced)));
        var draft = path + ".new";
        File.WriteAllText(draft, text.ToString());
        File.Move(draft, path, overwrite: true);
        (_patterns, _lines) = (names.Wanted.Count, names.Wanted.Count + names.Count + 1);
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
