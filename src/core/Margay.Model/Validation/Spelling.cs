namespace Margay.Model.Validation;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>Words longer than this are not compared: nobody mistypes them, but hostile input may be long.</summary>
    private const int MaxLength = 64;

    /// <summary>The word of <paramref name="known"/> that differs in case only, or in the fewest letters; null if none is near.</summary>
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

    /// <summary>How many letters must be added, removed or changed; case does not count.</summary>
    private static int Distance(string from, string to)
    {
        Span<int> row = stackalloc int[to.Length + 1];
        for (var i = 0; i < row.Length; i++) row[i] = i;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var same = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                var change = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
