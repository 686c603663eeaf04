using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>What a verdict did with a packet.</summary>
public enum VerdictAction : byte
{
    /// <summary>It may go on.</summary>
    Allow,

    /// <summary>It was refused.</summary>
    Deny,

    /// <summary>The next tier decides.</summary>
    Pass,
}

/// <summary>Who gave a verdict.</summary>
public enum VerdictOwner : byte
{
    /// <summary>A rule of a policy.</summary>
    Policy,

    /// <summary>A rule of a profile.</summary>
    Profile,

    /// <summary>The end of a tier.</summary>
    Tier,

    /// <summary>The end of everything: no profile decided.</summary>
    NoProfile,
}

/// <summary>
/// A verdict as the prefix of its NFLOG record, in Calico's form: <c>APE0|np/shop/web</c>, <c>DPI|default</c>.
/// </summary>
/// <param name="Action">What became of the packet.</param>
/// <param name="Owner">Who decided.</param>
/// <param name="Direction">The direction, as the endpoint sees it.</param>
/// <param name="Rule">The rule's index in its policy or profile; null for the ends.</param>
/// <param name="Name">
/// <c>kind/namespace/name</c> of the policy (<see cref="NameOf(PolicyId)"/>), the tier's name, or nothing; what does
/// not fit is a hash, so names are compared and never taken apart.
/// </param>
public sealed record VerdictPrefix(
    VerdictAction Action, VerdictOwner Owner, Direction Direction, int? Rule, string Name)
{
    /// <summary>The group of verdicts on what comes in.</summary>
    public const ushort IngressGroup = 1;

    /// <summary>The group of verdicts on what goes out.</summary>
    public const ushort EgressGroup = 2;

    /// <summary>The longest prefix given out; Calico's, and half of what the kernel takes.</summary>
    public const int MaxLength = 64;

    // "APE" and up to ten digits, then "|".
    private const int MaxNameLength = MaxLength - 14;
    private const int HashBytes = 16;

    /// <summary>The NFLOG group of a direction.</summary>
    public static ushort GroupOf(Direction direction) =>
        direction == Direction.Ingress ? IngressGroup : EgressGroup;

    /// <summary>The verdict of a rule.</summary>
    public static VerdictPrefix OfRule(VerdictAction action, Direction direction, PolicyId policy, int rule) => new(
        action,
        policy.Kind == PolicyId.Profile ? VerdictOwner.Profile : VerdictOwner.Policy,
        direction,
        rule,
        NameOf(policy));

    /// <summary>The verdict at the end of a tier.</summary>
    public static VerdictPrefix OfTier(VerdictAction action, Direction direction, string tier) =>
        new(action, VerdictOwner.Tier, direction, null, Fit(tier));

    /// <summary>The verdict on a packet that no tier and no profile decided.</summary>
    public static VerdictPrefix OfNoProfile(VerdictAction action, Direction direction) =>
        new(action, VerdictOwner.NoProfile, direction, null, "");

    /// <summary>The name of a policy in prefixes.</summary>
    public static string NameOf(PolicyId policy)
    {
        var kind = KindOf(policy.Kind);
        return Fit(policy.Namespace.Length == 0 ? $"{kind}/{policy.Name}" : $"{kind}/{policy.Namespace}/{policy.Name}");
    }

    /// <summary>Reads a prefix that <see cref="ToString"/> gave. Never throws.</summary>
    public static bool TryParse(string text, out VerdictPrefix? prefix)
    {
        prefix = null;
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var head = bar < 0 ? text : text[..bar];
        var name = bar < 0 ? "" : text[(bar + 1)..];
        if (head.Length < 3) return false;
        var action = "ADP".IndexOf(head[0], StringComparison.Ordinal);
        var direction = "IE".IndexOf(head[2], StringComparison.Ordinal);
        if (action < 0 || direction < 0 || head[1] is not ('P' or 'R')) return false;
        int? rule = null;
        if (head.Length > 3)
        {
            var digits = head.AsSpan(3);
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
            rule = number;
        }

        if (bar < 0 != (rule is null && head[1] == 'R')) return false;
        var owner = (head[1], rule) switch
        {
            ('P', null) => VerdictOwner.Tier,
            ('P', _) => VerdictOwner.Policy,
            (_, null) => VerdictOwner.NoProfile,
            _ => VerdictOwner.Profile,
        };
        prefix = new VerdictPrefix((VerdictAction)action, owner, (Direction)direction, rule, name);
        return true;
    }

    /// <summary>The prefix.</summary>
    public override string ToString()
    {
        var owner = Owner is VerdictOwner.Policy or VerdictOwner.Tier ? 'P' : 'R';
        var head = $"{"ADP"[(int)Action]}{owner}{(Direction == Direction.Ingress ? 'I' : 'E')}{Rule}";
        return Owner == VerdictOwner.NoProfile ? head : $"{head}|{Name}";
    }

    private static string KindOf(string kind) => kind switch
    {
        PolicyId.KubernetesNetworkPolicy => "knp",
        PolicyId.NetworkPolicy => "np",
        PolicyId.GlobalNetworkPolicy => "gnp",
        PolicyId.ClusterNetworkPolicy => "kcnp",
        PolicyId.Profile => "pro",
        _ => throw new UnreachableException(),
    };

    private static string Fit(string name)
    {
        if (name.Length <= MaxNameLength && RuleComment.Clean(name) == name) return name;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashBytes);
        return $"#{Convert.ToHexStringLower(hash)}";
    }
}
