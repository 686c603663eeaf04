namespace Margay.Netlink.Nftables;

/// <summary>
/// What a named set is, without its elements. Two sets that are equal here can hold the same elements.
/// </summary>
/// <param name="Name">The set's name in its table.</param>
/// <param name="Key">What its keys are.</param>
/// <param name="IsInterval">Elements are ranges (NFT_SET_INTERVAL), of a key of one field.</param>
/// <param name="IsVerdictMap">Each key has a verdict (NFT_SET_MAP of NFT_DATA_VERDICT).</param>
/// <remarks>
/// No set is given a size: the kernel's resizable hash then takes any number of elements, so growth never makes the
/// kernel refuse a batch (ENFILE) and never asks for the set and every rule that uses it to be made again.
/// </remarks>
public sealed record NftSet(string Name, SetKey Key, bool IsInterval = false, bool IsVerdictMap = false);

/// <summary>Where in the kernel a chain sits (enum nf_inet_hooks).</summary>
public enum NetfilterHook : byte
{
    /// <summary>Every packet that arrives, before routing.</summary>
    Prerouting = 0,

    /// <summary>Packets for this host.</summary>
    Input = 1,

    /// <summary>Packets that this host forwards.</summary>
    Forward = 2,

    /// <summary>Packets that this host sends.</summary>
    Output = 3,

    /// <summary>Every packet that leaves, after routing.</summary>
    Postrouting = 4,
}

/// <summary>What makes a chain a base chain: the kernel calls it itself.</summary>
/// <param name="Hook">Where.</param>
/// <param name="Priority">
/// In which order: lower first. 0 is <c>filter</c>, -300 is <c>raw</c> (before conntrack).
/// </param>
/// <param name="Type">The chain type, <c>filter</c> or <c>nat</c>.</param>
/// <param name="Policy">The verdict on packets about which no rule decides.</param>
public readonly record struct ChainHook(NetfilterHook Hook, int Priority, string Type, VerdictCode Policy)
{
    /// <summary>A filter chain that lets pass what no rule drops.</summary>
    public static ChainHook Filter(NetfilterHook hook, int priority) =>
        new(hook, priority, "filter", VerdictCode.Accept);

    /// <summary>A chain that only the first packet of a connection meets, whose translation then goes for all of it.</summary>
    public static ChainHook Nat(NetfilterHook hook, int priority) => new(hook, priority, "nat", VerdictCode.Accept);
}
