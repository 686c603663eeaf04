using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>How a rule ends for a packet that meets its conditions.</summary>
public abstract record RuleEnd
{
    private RuleEnd()
    {
    }

    /// <summary>With this verdict.</summary>
    public sealed record Decide(Verdict Verdict) : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString() => Verdict.ToString();
    }

    /// <summary>With the verdict that a map has for the interface; without one, the next rule decides.</summary>
    public sealed record Dispatch(InterfaceSide Side, string Map) : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Side)} vmap @{Map}";
    }

    /// <summary>With an answer to the sender, whose packet is dropped.</summary>
    public sealed record Reject(RejectAnswer Answer) : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString() => Answer == RejectAnswer.TcpReset
            ? "reject with tcp reset"
            : "reject with icmpx admin-prohibited";
    }

    /// <summary>
    /// With an address of the outgoing interface as the connection's source, and a port drawn at random; it passes. In chains of type
    /// nat only.
    /// </summary>
    /// <param name="Ports">Out of which the port is; null for any. The rule must ask for a protocol with ports.</param>
    public sealed record Masquerade(PortRange? Ports) : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString() => $"masquerade{(Ports is { } ports ? $" to :{ports}" : "")} fully-random";
    }

    /// <summary>As <see cref="Masquerade"/>, with this address.</summary>
    public sealed record SourceNat(IpAddr Address, PortRange? Ports) : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString()
        {
            var to = Ports is not { } ports ? $"{Address}" : Address.IsV4 ? $"{Address}:{ports}" : $"[{Address}]:{ports}";
            return $"snat {NftWords.Of(Address.Family)} to {to} fully-random";
        }
    }

    /// <summary>As who listens to the queue says; without a listener the packet is dropped.</summary>
    public sealed record Queue(AnswerQueue To) : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString() => $"queue to {To.Number}";
    }

    /// <summary>Not at all: the next rule decides.</summary>
    public sealed record Continue : RuleEnd
    {
        /// <inheritdoc/>
        public override string ToString() => "";
    }
}

/// <summary>One rule. A value: equal when it does the same and says the same.</summary>
/// <param name="Matches">Conditions; none matches every packet.</param>
/// <param name="Statements">What is done with packets that meet all, in order.</param>
/// <param name="End">What becomes of them.</param>
/// <param name="Comment">Where the rule comes from, as <c>nft list</c> shows it; empty for none.</param>
public sealed record NftRule(
    IReadOnlyList<Match> Matches, IReadOnlyList<Statement> Statements, RuleEnd End, string Comment = "")
{
    /// <summary>A rule that does nothing but decide.</summary>
    public NftRule(IReadOnlyList<Match> matches, RuleEnd end)
        : this(matches, [], end)
    {
    }

    /// <summary>Whether the rule looks in the set or map.</summary>
    internal bool LooksIn(string set) =>
        (End is RuleEnd.Dispatch dispatch && dispatch.Map == set) || Matches.Any(match => match.LooksIn(set));

    /// <inheritdoc/>
    public bool Equals(NftRule? other) =>
        other is not null && Comment == other.Comment && End == other.End
        && Matches.SequenceEqual(other.Matches) && Statements.SequenceEqual(other.Statements);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(End, Comment, Matches.Count);

    /// <summary>The rule as nft writes it.</summary>
    public override string ToString()
    {
        var words = Matches.Select(match => match.ToString())
            .Concat(Statements.Select(statement => statement.ToString()))
            .Append(End.ToString())
            .Append(Comment.Length > 0 ? $"comment \"{Comment}\"" : "");
        return string.Join(' ', words.Where(word => word.Length > 0));
    }
}

/// <summary>A chain with its rules. A value.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Hook">Where the kernel calls it; null when only rules and maps do.</param>
/// <param name="Rules">Its rules, in order.</param>
public sealed record NftChain(string Name, ChainHook? Hook, IReadOnlyList<NftRule> Rules)
{
    /// <inheritdoc/>
    public bool Equals(NftChain? other) =>
        other is not null && Name == other.Name && Hook == other.Hook && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Hook, Rules.Count);
}
