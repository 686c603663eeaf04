using System.Globalization;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>Rules of Calico in the words of a sentence.</summary>
internal static class CalicoRuleWords
{
    /// <summary><c>allow TCP from endpoints with role == 'shop' to ports 80, http</c>.</summary>
    public static string Of(CalicoRule rule)
    {
        var from = Of(rule.Source) is { Length: > 0 } source ? $" from {source}" : "";
        var to = Of(rule.Destination) is { Length: > 0 } destination ? $" to {destination}" : "";
        return $"{Action(rule.Action)} {Traffic(rule)}{from}{to}{Http(rule.Http)}";
    }

    /// <summary>The rules, numbered; what holds where there are none.</summary>
    public static IReadOnlyList<string> Numbered(IReadOnlyList<CalicoRule>? rules, string none) => rules is { Count: > 0 }
        ? [.. rules.Select((rule, index) => $"{index + 1}. {Of(rule)}")]
        : [none];

    private static string Action(string action) => action switch
    {
        "Pass" => "pass to the next tier",
        _ => action.ToLowerInvariant(),
    };

    private static string Traffic(CalicoRule rule)
    {
        var protocol = (rule.Protocol, rule.NotProtocol) switch
        {
            ({ } only, null) => Protocol(only),
            ({ } only, { } not) => $"{Protocol(only)} that is not {Protocol(not)}",
            (null, { } not) => $"everything but {Protocol(not)}",
            _ => "everything",
        };
        var version = rule.IpVersion is { } number ? $" over IPv{number}" : "";
        return $"{protocol}{Icmp(rule.Icmp, "")}{Icmp(rule.NotIcmp, "not ")}{version}";
    }

    private static string Protocol(string protocol) => protocol.All(char.IsAsciiDigit) ? $"protocol {protocol}" : protocol;

    private static string Icmp(IcmpFields? icmp, string not) => icmp switch
    {
        { Type: { } type, Code: { } code } => string.Create(CultureInfo.InvariantCulture, $" {not}of type {type} code {code}"),
        { Type: { } type } => string.Create(CultureInfo.InvariantCulture, $" {not}of type {type}"),
        _ => "",
    };

    private static string Of(EntityRule? entity) =>
        entity is null ? "" : string.Join(", ", Conditions(entity).Where(condition => condition.Length > 0));

    private static IEnumerable<string> Conditions(EntityRule entity)
    {
        yield return Listed("addresses in ", entity.Nets);
        yield return Listed("not addresses in ", entity.NotNets);
        yield return Listed("addresses of ", entity.Domains);
        yield return Endpoints(entity);
        yield return entity.NotSelector is { Length: > 0 } not ? $"not endpoints with {not}" : "";
        yield return Listed("pods of the accounts ", entity.ServiceAccounts?.Names);
        yield return entity.ServiceAccounts?.Selector is { Length: > 0 } accounts ? $"pods of accounts with {accounts}" : "";
        yield return entity.Services is { } service
            ? $"endpoints of the service {(service.Namespace is { Length: > 0 } ns ? $"{ns}/" : "")}{service.Name}"
            : "";
        yield return Listed("ports ", entity.Ports);
        yield return Listed("not ports ", entity.NotPorts);
    }

    private static string Endpoints(EntityRule entity)
    {
        if (entity is { Selector: null or "", NamespaceSelector: null or "" }) return "";
        var which = entity.Selector is { Length: > 0 } selector ? $"endpoints with {selector}" : "endpoints";
        return which + entity.NamespaceSelector switch
        {
            null or "" => "",
            "all()" => " in any namespace",
            "global()" => " in no namespace",
            var namespaces => $" in namespaces with {namespaces}",
        };
    }

    private static string Http(HttpMatch? http)
    {
        if (http is null) return "";
        var methods = Listed(" ", http.Methods);
        var paths = (http.Paths ?? []).Select(path => path.Exact ?? $"{path.Prefix}*").ToList();
        return $", HTTP only:{methods}{Listed(" ", paths)}";
    }

    private static string Listed(string before, IReadOnlyList<string>? items) =>
        items is { Count: > 0 } ? before + string.Join(", ", items) : "";
}
