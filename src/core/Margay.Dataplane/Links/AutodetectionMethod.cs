using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Margay.Primitives;

namespace Margay.Dataplane.Links;

/// <summary>How a node finds its address, in Calico's words (<c>IP_AUTODETECTION_METHOD</c>).</summary>
public abstract record AutodetectionMethod
{
    /// <summary>How methods are written.</summary>
    public const string Grammar =
        "first-found, kubernetes-internal-ip, can-reach=DESTINATION, interface=REGEX[,REGEX…], skip-interface=REGEX[,REGEX…] or cidr=CIDR[,CIDR…]";

    private AutodetectionMethod()
    {
    }

    /// <summary>The first address of the first interface that is not known to be for something else.</summary>
    public sealed record FirstFound : AutodetectionMethod;

    /// <summary>What the node's object in the API says.</summary>
    public sealed record KubernetesInternalIp : AutodetectionMethod;

    /// <summary>The address that packets to <paramref name="Destination"/> (an address or a name) would come from.</summary>
    public sealed record CanReach(string Destination) : AutodetectionMethod;

    /// <summary>The first address of the first interface of which one of these matches a part of the name.</summary>
    public sealed record Interfaces(IReadOnlyList<Regex> Names) : AutodetectionMethod;

    /// <summary>As <see cref="FirstFound"/>, without interfaces of which one of these matches a part of the name.</summary>
    public sealed record SkipInterfaces(IReadOnlyList<Regex> Names) : AutodetectionMethod;

    /// <summary>The first address in one of these ranges, of any interface that is no pod's.</summary>
    public sealed record Within(IReadOnlyList<Cidr> Ranges) : AutodetectionMethod;

    /// <summary>Reads a method as Calico writes it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AutodetectionMethod? method, [NotNullWhen(false)] out string? problem)
    {
        (method, problem) = (null, null);
        var mark = text.IndexOf('=');
        var (name, value) = mark < 0 ? (text, "") : (text[..mark], text[(mark + 1)..]);
        var parts = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        switch (name)
        {
            case "first-found" when mark < 0: method = new FirstFound(); break;
            case "kubernetes-internal-ip" when mark < 0: method = new KubernetesInternalIp(); break;
            case "can-reach" when value.Length > 0: method = new CanReach(value); break;
            case "interface" when parts.Length > 0:
                if (TryRead(parts, out var wanted, out problem)) method = new Interfaces(wanted);
                break;
            case "skip-interface" when parts.Length > 0:
                if (TryRead(parts, out var unwanted, out problem)) method = new SkipInterfaces(unwanted);
                break;
            case "cidr" when parts.Length > 0:
                var wrong = Array.Find(parts, static part => !Cidr.TryParse(part, out _));
                if (wrong is null) method = new Within([.. parts.Select(Cidr.Parse)]);
                else problem = $"'{wrong}' is no address range: write it as in 10.0.0.0/16 or 2001:db8::/64";
                break;
            default:
                problem = $"'{text}' is no method: write {Grammar}";
                break;
        }

        return problem is null;
    }

    private static bool TryRead(string[] parts, out List<Regex> names, [NotNullWhen(false)] out string? problem)
    {
        names = [];
        problem = null;
        foreach (var part in parts)
        {
            try
            {
                names.Add(new Regex(part, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            }
            catch (Exception refusal) when (refusal is ArgumentException or NotSupportedException)
            {
                problem = $"'{part}' is no regular expression for interfaces: write one without look-around and back-references";
                return false;
            }
        }

        return true;
    }
}
