using Margay.Model.Selectors;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Whether something runs under a service account that a policy means.</summary>
internal static class Accounts
{
    /// <summary>Why the account's labels do not meet the selector; null if they do.</summary>
    /// <remarks><c>all()</c> asks for an account, known or not; else it must be known. What has none never matches.</remarks>
    public static Mismatch? TestLabels(Selector selector, Holder holder)
    {
        if (holder.Account is not { } account) return new Mismatch.NoAccount(holder.ToString());
        if (selector.IsAll)
            return EndpointLabels.ShowsAccount(holder) ? null : new Mismatch.NoAccount(holder.ToString());
        if (holder.AccountLabels is not { } labels) return new Mismatch.AccountUnknown($"{holder.Namespace}/{account}");
        return selector.Matches(labels) ? null : new Mismatch.AccountLabels($"{holder.Namespace}/{account}", selector.Canonical);
    }

    /// <summary>Why the account is not one of those that are named; null if it is.</summary>
    public static Mismatch? TestName(IReadOnlyList<string> names, Holder holder)
    {
        if (holder.Account is not { } account) return new Mismatch.NoAccount(holder.ToString());
        return names.Contains(account) ? null : new Mismatch.OtherAccount(holder.ToString(), account);
    }
}
