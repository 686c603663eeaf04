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
internal static class ChoiceConditions
{
    public static IEnumerable<Condition> Read(EntityRule rule, PacketEnd end, string path, string? policyNamespace)
    {
        var scope = Scope.Of(rule.NamespaceSelector, policyNamespace);
        var way = EndWords.Way(end);
        if (!string.IsNullOrEmpty(rule.NamespaceSelector))
        {
            yield return new ChosenEnd(
                $"{path}.namespaceSelector", $"{way} what is{scope.Words}", end, scope, static _ => null);
        }

        if (!string.IsNullOrEmpty(rule.Selector))
        {
            var selector = Selector.Parse(rule.Selector);
            yield return new ChosenEnd(
                $"{path}.selector",
                $"{way} what has {selector.Canonical}{scope.Words}",
                end,
                scope,
                holder => selector.Matches(holder.Labels) ? null : new Mismatch.Labels(holder.ToString(), selector.Canonical));
        }

        if (rule.ServiceAccounts is { Names: { Count: > 0 } names })
        {
            yield return new ChosenEnd(
                $"{path}.serviceAccounts.names",
                $"{way} service accounts {string.Join(", ", names)}{scope.Words}",
                end,
                scope,
                holder => Accounts.TestName(names, holder));
        }

        if (rule.ServiceAccounts is { Selector: { Length: > 0 } text })
        {
            var selector = Selector.Parse(text);
            yield return new ChosenEnd(
                $"{path}.serviceAccounts.selector",
                $"{way} service accounts with {selector.Canonical}{scope.Words}",
                end,
                scope,
                holder => Accounts.TestLabels(selector, holder));
        }

        if (!string.IsNullOrEmpty(rule.NotSelector))
            yield return new NotChosenEnd($"{path}.notSelector", end, scope, Selector.Parse(rule.NotSelector));
    }
}
