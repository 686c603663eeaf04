namespace Margay.Model.Validation;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>Words longer than this are not compared: nobody mistypes them, but hostile input may be long.</summary>
    private const int MaxLength = 64;

    /// <summary>
    /// The word of <paramref name="known"/> that differs in case only, or in the fewest letters; null if none is near.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxLength) return null;
        string? nearest = null;
        var least = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (candidate.Length > MaxLength) continue;
            if (string.Equals(candidate, word, StringComparison.OrdinalIgnoreCase)) return candidate;
            var distance = Distance(word, candidate);
            if (distance < least) (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>
    /// How many letters must be added, removed, changed or swapped with their neighbour; case does not count.
    /// </summary>
    private static int Distance(string from, string to)
    {
        var width = to.Length + 1;
        Span<int> table = stackalloc int[(from.Length + 1) * width];
        for (var j = 0; j < width; j++) table[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var row = i * width;
            table[row] = i;
            for (var j = 1; j < width; j++)
            {
                var change = table[row - width + j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1);
                var best = Math.Min(change, Math.Min(table[row - width + j], table[row + j - 1]) + 1);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                    best = Math.Min(best, table[row - (2 * width) + j - 2] + 1);
                table[row + j] = best;
            }
        }

        return table[^1];
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
