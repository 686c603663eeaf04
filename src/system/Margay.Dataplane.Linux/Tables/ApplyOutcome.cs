namespace Margay.Dataplane.Linux.Tables;

/// <summary>What writing to the kernel came to.</summary>
/// <param name="Messages">Messages that took effect; 0 when nothing differed and on failure.</param>
/// <param name="Duration">How long it took, reading included.</param>
/// <param name="Failure">Why nothing was written; null on success.</param>
public sealed record ApplyOutcome(int Messages, TimeSpan Duration, ApplyFailure? Failure)
{
    /// <summary>
    /// What the kernel refused while it took the rest: closed, so that it lets nothing through, until it is another or
    /// the next <see cref="PolicyDriver.Resync"/> tries it again.
    /// </summary>
    public IReadOnlyList<ApplyFailure> Closed { get; init; } = [];

    /// <summary>Whether the kernel holds what is desired, or less where it refused.</summary>
    public bool Succeeded => Failure is null;
}

/// <summary>Why the kernel refused: it still holds what it held before, every rule in force.</summary>
/// <param name="Errno">The positive error number.</param>
/// <param name="Subject">
/// The object of the refused message, as in <c>rule 3 of chain in/NetworkPolicy/shop/frontend</c>.
/// </param>
/// <param name="Text">The kernel's own words; empty when it gave none.</param>
public sealed record ApplyFailure(int Errno, string Subject, string Text);
