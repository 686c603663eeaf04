using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Margay.Dataplane.Links;

/// <summary>The names of the host sides of pod links.</summary>
public static class InterfaceName
{
    /// <summary>What every one of them begins with, as in Calico.</summary>
    public const string Prefix = "cali";

    /// <summary>The longest name the kernel takes (IFNAMSIZ less the NUL).</summary>
    public const int MaxLength = 15;

    /// <summary>
    /// <c>cali</c> and the first 11 hexadecimal digits of SHA-1 over <c>namespace.pod</c>, as Calico names them.
    /// </summary>
    [SuppressMessage("Security", "CA5350", Justification = "A name, not a secret; compatibility asks for SHA-1.")]
    public static string For(string ns, string pod)
    {
        var digest = SHA1.HashData(Encoding.UTF8.GetBytes($"{ns}.{pod}"));
        return string.Concat(Prefix, Convert.ToHexStringLower(digest).AsSpan(0, MaxLength - Prefix.Length));
    }

    /// <summary>Whether a link of this name is the host side of a pod link.</summary>
    public static bool IsPodLink(string name) =>
        name.Length > Prefix.Length && name.StartsWith(Prefix, StringComparison.Ordinal);
}
