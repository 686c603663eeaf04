namespace Margay.Netlink.Nftables;

/// <summary>What becomes of a packet (the kernel's NF_* and NFT_* verdict codes).</summary>
public enum VerdictCode
{
    /// <summary>NF_DROP: the packet is gone, without an answer.</summary>
    Drop = 0,

    /// <summary>NF_ACCEPT: this base chain lets it pass; base chains of higher priority number still see it.</summary>
    Accept = 1,

    /// <summary>NFT_CONTINUE: the next rule decides.</summary>
    Continue = -1,

    /// <summary>NFT_JUMP: another chain decides; when it does not, the rule after the jump is next.</summary>
    Jump = -3,

    /// <summary>NFT_GOTO: another chain decides; when it does not, the caller of this chain goes on.</summary>
    Goto = -4,

    /// <summary>NFT_RETURN: back to the chain that jumped here.</summary>
    Return = -5,
}

/// <summary>A verdict and, for jump and goto, the chain it names. <c>default</c> is a drop.</summary>
public readonly record struct Verdict
{
    private Verdict(VerdictCode code, string? chain = null) => (Code, Chain) = (code, chain);

    /// <summary>What becomes of the packet.</summary>
    public VerdictCode Code { get; }

    /// <summary>The chain of a jump or goto; null for the others.</summary>
    public string? Chain { get; }

    /// <summary>The packet is gone.</summary>
    public static Verdict Drop => new(VerdictCode.Drop);

    /// <summary>The packet passes this base chain.</summary>
    public static Verdict Accept => new(VerdictCode.Accept);

    /// <summary>The chain that jumped here goes on.</summary>
    public static Verdict Return => new(VerdictCode.Return);

    /// <summary>Calls <paramref name="chain"/>.</summary>
    public static Verdict Jump(string chain) => new(VerdictCode.Jump, chain);

    /// <summary>Hands over to <paramref name="chain"/>.</summary>
    public static Verdict Goto(string chain) => new(VerdictCode.Goto, chain);

    /// <summary>The verdict of a code the kernel reports; false for a code without meaning here.</summary>
    public static bool TryCreate(int code, string? chain, out Verdict verdict)
    {
        var known = (VerdictCode)code;
        var namesChain = known is VerdictCode.Jump or VerdictCode.Goto;
        verdict = new Verdict(known, namesChain ? chain : null);
        return Enum.IsDefined(known) && (!namesChain || !string.IsNullOrEmpty(chain));
    }

    /// <summary>The verdict as nft writes it: <c>accept</c>, <c>jump name</c>.</summary>
    public override string ToString()
    {
        var word = Code switch
        {
            VerdictCode.Drop => "drop",
            VerdictCode.Accept => "accept",
            VerdictCode.Continue => "continue",
            VerdictCode.Jump => "jump",
            VerdictCode.Goto => "goto",
            VerdictCode.Return => "return",
            _ => $"verdict {(int)Code}",
        };
        return Chain is null ? word : $"{word} {Chain}";
    }
}
