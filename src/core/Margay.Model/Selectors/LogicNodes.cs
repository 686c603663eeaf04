using System.Collections.Immutable;
using System.Text;
using Margay.Primitives;

namespace Margay.Model.Selectors;

/// <summary><c>all()</c>: matches everything.</summary>
internal sealed class AllNode : Selector
{
    public override bool Matches(ILabels labels) => true;

    public override bool Reads(Func<string, bool> isKey) => false;

    public override Selector Under(string prefix) => this;

    internal override void WriteTo(StringBuilder text) => text.Append("all()");
}

/// <summary>
/// <c>global()</c>: matches everything; a rule's namespaceSelector gives it a meaning before it is matched.
/// </summary>
internal sealed class GlobalNode : Selector
{
    public override bool Matches(ILabels labels) => true;

    public override bool Reads(Func<string, bool> isKey) => false;

    public override Selector Under(string prefix) => this;

    internal override void WriteTo(StringBuilder text) => text.Append("global()");
}

/// <summary><c>!x</c>: matches what <c>x</c> does not.</summary>
internal sealed class NotNode(Selector operand) : Selector
{
    public override bool Matches(ILabels labels) => !operand.Matches(labels);

    public override bool Reads(Func<string, bool> isKey) => operand.Reads(isKey);

    public override Selector Under(string prefix) => new NotNode(operand.Under(prefix));

    internal override void WriteTo(StringBuilder text) => operand.WriteTo(text.Append('!'));
}

/// <summary><c>(x &amp;&amp; y …)</c>: matches what all operands match; there are at least two.</summary>
internal sealed class AndNode(ImmutableArray<Selector> operands) : Selector
{
    public override bool Matches(ILabels labels)
    {
        foreach (var operand in operands)
        {
            if (!operand.Matches(labels)) return false;
        }

        return true;
    }

    public override IReadOnlyList<RequiredLabel> RequiredLabels()
    {
        var all = new List<RequiredLabel>();
        foreach (var operand in operands)
        {
            foreach (var required in operand.RequiredLabels()) Add(all, required);
        }

        return all;
    }

    private static void Add(List<RequiredLabel> all, RequiredLabel required)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Key != required.Key) continue;
            all[i] = all[i].And(required);
            return;
        }

        all.Add(required);
    }

    public override bool Reads(Func<string, bool> isKey) => operands.Any(operand => operand.Reads(isKey));

    public override Selector Under(string prefix) => new AndNode([.. operands.Select(operand => operand.Under(prefix))]);

    internal override void WriteTo(StringBuilder text) => text.AppendGroup(operands, " && ");
}

/// <summary><c>(x || y …)</c>: matches what any operand matches; there are at least two.</summary>
internal sealed class OrNode(ImmutableArray<Selector> operands) : Selector
{
    public override bool Matches(ILabels labels)
    {
        foreach (var operand in operands)
        {
            if (operand.Matches(labels)) return true;
        }

        return false;
    }

    public override IReadOnlyList<RequiredLabel> RequiredLabels()
    {
        IReadOnlyList<RequiredLabel> shared = operands[0].RequiredLabels();
        for (var i = 1; i < operands.Length && shared.Count > 0; i++)
        {
            shared =
            [
                .. shared.Join(
                    operands[i].RequiredLabels(), one => one.Key, other => other.Key, (one, other) => one.Or(other)),
            ];
        }

        return shared;
    }

    public override bool Reads(Func<string, bool> isKey) => operands.Any(operand => operand.Reads(isKey));

    public override Selector Under(string prefix) => new OrNode([.. operands.Select(operand => operand.Under(prefix))]);

    internal override void WriteTo(StringBuilder text) => text.AppendGroup(operands, " || ");
}
