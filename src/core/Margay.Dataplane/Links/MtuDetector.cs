using System.Text.RegularExpressions;
using Margay.Netlink.Route;

namespace Margay.Dataplane.Links;

/// <summary>Finds the MTU that pod links may have without packets being cut on the way.</summary>
public static partial class MtuDetector
{
    /// <summary>What is used when no link of the node tells: the MTU of plain Ethernet.</summary>
    public const int Default = 1500;

    /// <summary>The names of physical and virtual network cards (Calico's default for mtuIfacePattern).</summary>
    [GeneratedRegex("^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*)", RegexOptions.CultureInvariant)]
    public static partial Regex NodeInterfaces { get; }

    /// <summary>
    /// The smallest MTU of the links that are up and whose names match, less <paramref name="overhead"/> bytes of
    /// encapsulation; <see cref="Default"/> less the overhead when none does.
    /// </summary>
    public static int Detect(IEnumerable<Link> links, Regex pattern, int overhead = 0)
    {
        var smallest = int.MaxValue;
        foreach (var link in links)
        {
            if (link.IsUp && link.Mtu > 0 && pattern.IsMatch(link.Name)) smallest = Math.Min(smallest, link.Mtu);
        }

        return (smallest == int.MaxValue ? Default : smallest) - overhead;
    }
}
