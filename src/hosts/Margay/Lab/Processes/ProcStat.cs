using System.Globalization;

namespace Margay.Host.Lab.Processes;

/// <summary>What /proc/PID/stat says of a process (proc(5)).</summary>
/// <param name="Parent">The parent's id.</param>
/// <param name="StartTime">Clock ticks from boot to its start: with the id, an identity that is never used twice.</param>
/// <param name="IsZombie">It has ended and waits for its parent to notice.</param>
internal readonly record struct ProcStat(int Parent, ulong StartTime, bool IsZombie)
{
    // Fields are counted after the command's name, which stands in parentheses and may itself hold ") ".
    private const int StateField = 0;
    private const int ParentField = 1;
    private const int StartTimeField = 19;

    public static bool TryParse(ReadOnlySpan<char> text, out ProcStat stat)
    {
        stat = default;
        var nameEnd = text.LastIndexOf(')');
        if (nameEnd < 0) return false;
        ulong start = 0;
        var parent = 0;
        var zombie = false;
        var index = 0;
        var rest = text[(nameEnd + 1)..].Trim();
        foreach (var range in rest.Split(' '))
        {
            var field = rest[range];
            if (index == StateField) zombie = field is "Z" or "X";
            if (index == ParentField && !int.TryParse(field, CultureInfo.InvariantCulture, out parent)) return false;
            if (index == StartTimeField && !ulong.TryParse(field, CultureInfo.InvariantCulture, out start)) return false;
            index++;
        }

        stat = new ProcStat(parent, start, zombie);
        return index > StartTimeField;
    }
}
