namespace Margay.Policy.Oracle.Rules;

/// <summary>One condition of a rule, whatever kind of policy the rule is from.</summary>
/// <param name="Path">The condition's field.</param>
/// <param name="Wanted">What it asks for, in words.</param>
internal abstract record Condition(string Path, string Wanted)
{
    /// <summary>The end of which it matters whom it is taken for; null if only addresses and numbers matter.</summary>
    public virtual PacketEnd? About => null;

    /// <summary>Whether it is written as its kind allows.</summary>
    public virtual bool IsReadable => true;

    /// <summary>Why the packet does not meet it; null if it does.</summary>
    public abstract Mismatch? Test(PacketView packet);

    /// <summary>As <see cref="Test"/>, with the words for people.</summary>
    public virtual ConditionTrace Try(PacketView packet) => new(Path, Wanted, Test(packet), []);
}

/// <summary>Holds if one of the alternatives does.</summary>
internal sealed record AnyOf(string Path, string Wanted, IReadOnlyList<Condition> Alternatives) : Condition(Path, Wanted)
{
    public override PacketEnd? About => Alternatives.Select(one => one.About).FirstOrDefault(about => about is not null);

    public override bool IsReadable => Alternatives.All(one => one.IsReadable);

    public override Mismatch? Test(PacketView packet) =>
        Alternatives.Any(one => one.Test(packet) is null) ? null : new Mismatch.NoAlternative();

    public override ConditionTrace Try(PacketView packet)
    {
        var alternatives = Alternatives.Select(one => one.Try(packet)).ToList();
        return new ConditionTrace(
            Path, Wanted, alternatives.Exists(one => one.Holds) ? null : new Mismatch.NoAlternative(), alternatives);
    }
}

/// <summary>Holds if every part does; the first that does not says why.</summary>
internal sealed record AllOf(string Path, string Wanted, IReadOnlyList<Condition> Parts) : Condition(Path, Wanted)
{
    public override PacketEnd? About => Parts.Select(part => part.About).FirstOrDefault(about => about is not null);

    public override bool IsReadable => Parts.All(part => part.IsReadable);

    public override Mismatch? Test(PacketView packet) =>
        Parts.Select(part => part.Test(packet)).FirstOrDefault(mismatch => mismatch is not null);
}

/// <summary>Holds for no packet, because it cannot be read.</summary>
internal sealed record Unreadable(string Path, string Fault) : Condition(Path, Fault)
{
    public override bool IsReadable => false;

    public override Mismatch Test(PacketView packet) => new Mismatch.Malformed(Fault);
}
