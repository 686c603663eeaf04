using Margay.Model.Settings;

namespace Margay.Dataplane.Tables;

/// <summary>What a rule does with packets that meet its conditions, before it ends.</summary>
public abstract record Statement
{
    private Statement()
    {
    }

    /// <summary>Counts them.</summary>
    public sealed record Counter : Statement
    {
        /// <inheritdoc/>
        public override string ToString() => "counter";
    }

    /// <summary>Goes on for so many of them; the others do not meet the rule.</summary>
    /// <param name="Rate">How many in a unit of time.</param>
    /// <param name="Unit">The unit.</param>
    /// <param name="Burst">How many more at once; never 0.</param>
    public sealed record Limit(uint Rate, RateUnit Unit, uint Burst) : Statement
    {
        private const uint BurstThatNftLeavesOut = 5;

        /// <inheritdoc/>
        public override string ToString() =>
            $"limit rate {Rate}/{NftWords.Of(Unit)}"
            + (Burst == BurstThatNftLeavesOut ? "" : $" burst {Burst} packets");
    }

    /// <summary>Hands a copy to who listens to the group (NFLOG).</summary>
    public sealed record LogToGroup(ushort Group, string Prefix) : Statement
    {
        /// <inheritdoc/>
        public override string ToString() => $"log prefix \"{Prefix}\" group {Group}";
    }

    /// <summary>Writes a line to the kernel's log, as a notice.</summary>
    public sealed record LogToKernel(string Prefix) : Statement
    {
        /// <summary>LOG_NOTICE of syslog(3).</summary>
        internal const uint Level = 5;

        /// <inheritdoc/>
        public override string ToString() => $"log prefix \"{Prefix}\" level notice";
    }

    /// <summary>Sets bits of the mark.</summary>
    public sealed record Mark(uint Bits) : Statement
    {
        /// <inheritdoc/>
        public override string ToString() => $"meta mark set meta mark | 0x{Bits:x8}";
    }

    /// <summary>Clears bits of the mark.</summary>
    public sealed record Unmark(uint Bits) : Statement
    {
        /// <inheritdoc/>
        public override string ToString() => $"meta mark set meta mark & 0x{~Bits:x8}";
    }

    /// <summary>Keeps them out of connection tracking.</summary>
    public sealed record NoTrack : Statement
    {
        /// <inheritdoc/>
        public override string ToString() => "notrack";
    }
}
