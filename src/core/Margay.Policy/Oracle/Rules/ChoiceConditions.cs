using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The end is something in a scope: an endpoint or network set, as far as a test says.</summary>
internal sealed record ChosenEnd(
    string Path, string Wanted, PacketEnd End, Scope Scope, Func<Holder, Mismatch?> Holds) : Condition(Path, Wanted)
{
    public override PacketEnd? About => End;

    public override Mismatch? Test(PacketView packet)
    {
        if (packet.HolderAt(End) is not { } holder) return new Mismatch.NotHeld(packet.AddressOf(End));
        return Scope.Test(holder) ?? Holds(holder);
    }
}

/// <summary>Nothing that holds the end's address is what a selector in a scope matches.</summary>
internal sealed record NotChosenEnd(string Path, PacketEnd End, Scope Scope, Selector Selector)
    : Condition(Path, $"not {EndWords.Way(End)} what has {Selector.Canonical}{Scope.Words}")
{
    public override Mismatch? Test(PacketView packet)
    {
        var excluded = packet.AllAt(End).FirstOrDefault(
            holder => Scope.Test(holder) is null && Selector.Matches(holder.Labels));
        return excluded is null ? null : new Mismatch.ExcludedLabels(excluded.ToString(), Selector.Canonical);
    }
}

/// <summary>Reads what a Calico rule says of an end in terms of endpoints and network sets.</summary>
/// <remarks>
/// Selector, namespaceSelector and service accounts are one choice: without a namespaceSelector a namespaced policy means
/// its own namespace, and whatever is there of the three must hold for the same holder of the address.
/// </remarks>
internal sealed class ChoiceConditions
{
    private readonly PacketEnd _end;
    private readonly string _path;
    private readonly Scope _scope;

    private ChoiceConditions(PacketEnd end, string path, Scope scope) => (_end, _path, _scope) = (end, path, scope);

    /// <param name="rule">What the rule says of the end.</param>
    /// <param name="end">The end.</param>
    /// <param name="path">The field of the end.</param>
    /// <param name="policyNamespace">The policy's namespace; null for a global policy and a profile.</param>
    public static IEnumerable<Condition> Read(EntityRule rule, PacketEnd end, string path, string? policyNamespace) =>
        Scope.Of(rule.NamespaceSelector, policyNamespace) is { } scope
            ? new ChoiceConditions(end, path, scope).Read(rule).OfType<Condition>()
            : [NoSelector($"{path}.namespaceSelector", rule.NamespaceSelector!)];

    private IEnumerable<Condition?> Read(EntityRule rule)
    {
        if (!string.IsNullOrWhiteSpace(rule.NamespaceSelector))
            yield return Choose("namespaceSelector", "what is", static _ => null);
        yield return ReadSelector("selector", rule.Selector, selector => Choose(
            "selector",
            $"what has {selector.Canonical}",
            holder => selector.Matches(holder.Labels) ? null : new Mismatch.Labels(holder.ToString(), selector.Canonical)));
        List<string> names = [.. (rule.ServiceAccounts?.Names ?? []).OfType<string>()];
        if (names.Count > 0)
        {
            yield return Choose(
                "serviceAccounts.names",
                $"service accounts {string.Join(", ", names)}",
                holder => Accounts.TestName(names, holder));
        }

        yield return ReadSelector("serviceAccounts.selector", rule.ServiceAccounts?.Selector, selector => Choose(
            "serviceAccounts.selector",
            $"service accounts with {selector.Canonical}",
            holder => Accounts.TestLabels(selector, holder)));
        yield return ReadSelector(
            "notSelector", rule.NotSelector, selector => new NotChosenEnd($"{_path}.notSelector", _end, _scope, selector));
    }

    private ChosenEnd Choose(string field, string what, Func<Holder, Mismatch?> holds) =>
        new($"{_path}.{field}", $"{EndWords.Way(_end)} {what}{_scope.Words}", _end, _scope, holds);

    /// <summary>The condition that is made of a selector; null if the text is blank.</summary>
    private Condition? ReadSelector(string field, string? text, Func<Selector, Condition> make)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return Selector.TryParse(text, out var selector, out _) ? make(selector) : NoSelector($"{_path}.{field}", text);
    }

    private static Unreadable NoSelector(string path, string text) => new(path, $"'{text}' is no selector");
}
