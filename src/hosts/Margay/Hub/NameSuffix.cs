using System.Security.Cryptography;

namespace Margay.Host.Hub;

/// <summary>The random end of a generated name, in the letters that Kubernetes uses: no vowels, nothing to misread.</summary>
internal static class NameSuffix
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    public static string Next() => RandomNumberGenerator.GetString(Letters, 5);
}
