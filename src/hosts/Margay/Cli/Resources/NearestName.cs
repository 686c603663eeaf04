namespace Margay.Host.Cli.Resources;

/// <summary>Which known word a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    private const int LeastBeginning = 3;

    /// <summary>
    /// The one of <paramref name="known"/> that begins with the word, else the closest one, or null when none is close
    /// enough to be worth a suggestion.
    /// </summary>
    public static string? To(string word, IReadOnlyCollection<string> known)
    {
        var begun = known.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        if (word.Length >= LeastBeginning && begun.Count == 1) return begun[0];

        var (best, bestDistance) = ((string?)null, Tolerance(word.Length) + 1);
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate);
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <remarks>One slip in three letters: more would suggest words that have nothing in common.</remarks>
    private static int Tolerance(int length) => Math.Max(1, length / 3);

    /// <summary>The least number of letters to insert, remove, replace or swap with their neighbour, ignoring case.</summary>
    internal static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var same = Same(left[i - 1], right[j - 1]);
                var edit = Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1;
                rows[i, j] = Math.Min(edit, rows[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
