using System.Security.Cryptography;
using System.Text;

namespace Margay.Host.Lab.Plan;

/// <summary>How a lab names its network namespaces, and how it recognises them again.</summary>
internal static class NamespaceNames
{
    /// <summary>The longest file name is 255 bytes; a longer namespace name ends in a hash.</summary>
    private const int MaxLength = 200;

    private const string FabricSuffix = "-fabric";

    public static string Fabric(LabName lab) => $"{lab}{FabricSuffix}";

    public static string Rack(LabName lab, int number) => $"{lab}-r{number}";

    public static string Node(LabName lab, int number) => $"{lab}-n{number}";

    /// <summary>The namespace of a pod. The underscore, which Kubernetes' names never hold, keeps it unambiguous.</summary>
    public static string Pod(LabName lab, string ns, string pod)
    {
        var name = $"{lab}-pod-{ns}_{pod}";
        if (name.Length <= MaxLength) return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return $"{name[..(MaxLength - 17)]}_{hash[..16]}";
    }

    /// <summary>Whether a network namespace of this name is one of the lab's own.</summary>
    public static bool IsOurs(LabName lab, string namespaceName)
    {
        if (!namespaceName.StartsWith(lab.Value, StringComparison.Ordinal)) return false;
        var rest = namespaceName.AsSpan(lab.Value.Length);
        return rest is FabricSuffix
            || rest.StartsWith("-pod-", StringComparison.Ordinal)
            || (rest is ['-', 'n' or 'r', _, ..] && !rest[2..].ContainsAnyExceptInRange('0', '9'));
    }

    /// <summary>The lab that a fabric's namespace of this name belongs to; null when it is no fabric.</summary>
    public static LabName? LabOfFabric(string namespaceName) =>
        namespaceName.EndsWith(FabricSuffix, StringComparison.Ordinal)
        && LabName.TryParse(namespaceName[..^FabricSuffix.Length], out var lab)
            ? lab
            : null;
}
