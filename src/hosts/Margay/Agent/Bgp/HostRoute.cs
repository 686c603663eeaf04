using System.IO.Enumeration;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>A route of the node that is not Margay's: of an interface of its own, or put there by somebody.</summary>
/// <param name="Prefix">Where it leads.</param>
/// <param name="Interface">The interface it leads out of.</param>
/// <param name="IsDirect">It is of an address of the interface: the kernel has made it.</param>
internal readonly record struct HostRoute(Cidr Prefix, string Interface, bool IsDirect)
{
    private static readonly Cidr[] NobodyElses = [Cidr.Parse("127.0.0.0/8"), Cidr.Parse("169.254.0.0/16"), Cidr.Parse("::1/128"), Cidr.Parse("fe80::/10"), Cidr.Parse("ff00::/8")];

    /// <summary>Whether BGP may tell of it: not of defaults, which would draw the network's traffic here, nor of what is on every node or link.</summary>
    public bool MayBeTold
    {
        get
        {
            var prefix = Prefix;
            return prefix.Length > 0 && !Array.Exists(NobodyElses, range => range.Contains(prefix));
        }
    }

    /// <summary>Whether a name is as a pattern says: <c>*</c> stands for any characters.</summary>
    public static bool IsLike(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
