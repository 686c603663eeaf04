using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Margay.Model.Resources;
using Margay.Model.Schemas;
using Margay.Model.Selectors;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>Holds texts against <see cref="Formats"/>.</summary>
internal static class FormatCheck
{
    private const int MaxInterfaceNameLength = 15;
    private const int MaxRate = 9999;
    private const int MaxDscp = 63;

    /// <summary>How to write a BGP community.</summary>
    public const string CommunityRemedy = "write it as in 64512:100, or as in 64512:100:200 if a number exceeds 65535";

    private static readonly FrozenSet<string> DscpNames = Enumerable.Range(0, 7).Select(n => $"CS{n}")
        .Concat(Enumerable.Range(1, 4).SelectMany(group => Enumerable.Range(1, 3).Select(drop => $"AF{group}{drop}")))
        .Concat(["DF", "EF"])
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>
    {
        [Formats.DateTime] = new(IsTime, "time", "write it as in 2026-01-31T12:00:00Z"),
        [Formats.Duration] = new(IsDuration, "duration", "write it as in 90s, 5m or 1h30m"),
        [Formats.DurationOrAuto] = new(
            text => text == "Auto" || IsDuration(text), "duration", "write it as in 90s, or Auto"),
        [Formats.Base64] = new(IsBase64, "base64", "encode it, or write it as it is under stringData"),
        [Formats.Cidr] = new(IsCidr, "address range", "write it as in 10.0.0.0/16 or 2001:db8::/64"),
        [Formats.Net] = new(
            text => Cidr.TryParse(text, out _), "address range", "write it as in 10.0.0.0/16, 2001:db8::/64 or 10.0.0.1"),
        [Formats.Ipv4Net] = new(IsIpv4Net, "IPv4 range", "write it as in 10.0.0.0/16 or 10.0.0.1"),
        [Formats.Ip] = new(text => IpAddr.TryParse(text, out _), "address", "write it as in 10.0.0.1 or 2001:db8::1"),
        [Formats.Ipv4] = new(
            text => IpAddr.TryParse(text, out var ip) && ip.IsV4, "IPv4 address", "write it as in 10.0.0.1"),
        [Formats.Ipv6] = new(
            text => IpAddr.TryParse(text, out var ip) && ip.IsV6, "IPv6 address", "write it as in 2001:db8::1"),
        [Formats.Host] = new(IsHost, "host", "write a host name or an IP address"),
        [Formats.Selector] = new(IsSelector, "selector", "write it as in app == \"web\" && has(tier)"),
        [Formats.Regex] = new(IsRegex, "regular expression", "write one without look-around and back-references"),
        [Formats.InterfaceName] = new(
            IsInterfaceName, "interface name", $"use at most {MaxInterfaceNameLength} letters, digits and :._+-"),
        [Formats.PortRange] = new(IsPortRange, "port or port range", "write it as in 8080 or 30000:32767"),
        [Formats.RulePort] = new(
            RulePort.IsPort, "port", "write a number from 1 to 65535, a range such as 8000:8080, or a port's name"),
        [Formats.Protocol] = new(
            RuleProtocol.IsProtocol, "protocol", $"write one of {RuleProtocol.Listed}, or a number from 1 to 255"),
        [Formats.DomainPattern] = new(
            text => DomainPattern.TryParse(text, out _), "domain name", "write it as in example.com or *.example.com"),
        [Formats.NameServer] = new(
            text => TrustedServer.TryParse(text, out _), "DNS server", "write it as in 10.0.0.10, 10.0.0.10:5353 or k8s-service:kube-dns"),
        [Formats.Dscp] = new(IsDscp, "code point", "write a number from 0 to 63, or a name such as AF11, CS1 or EF"),
        [Formats.Rate] = new(
            IsRate, "rate", "write it as in 10/second; the unit is second, minute, hour or day"),
        [Formats.Assignments] = new(IsAssignments, "list of settings", "write it as in Name=value,Other=value"),
        [Formats.AsNumber] = new(
            text => AsNumber.TryParse(text, out _), "AS number", $"write a number from 0 to {uint.MaxValue}, or two as in \"1.10\""),
        [Formats.PeerAddress] = new(
            text => PeerAddress.TryParse(text, out _),
            "address of a peer",
            "write it as in 192.0.2.1, 192.0.2.1:1790, 2001:db8::1 or [2001:db8::1]:1790"),
        [Formats.Community] = new(text => BgpCommunity.TryParse(text, out _), "community", CommunityRemedy),
        [Formats.InterfacePattern] = new(
            IsInterfacePattern, "interface name", $"use at most {MaxInterfaceNameLength} letters, digits and _.-, and * for any"),
        [Formats.DnsLabel] = new(
            text => NameRules.IsDnsLabel(text),
            "DNS label",
            NameRules.DnsLabelRemedy),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// Adds a fault if <paramref name="text"/> is not of the format; an unknown format takes anything.
    /// </summary>
    public static void Check(string format, string text, FieldPath path, FaultList faults, bool isSecret = false)
    {
        if (!Rules.TryGetValue(format, out var rule) || rule.IsRight(text)) return;
        var remedy = rule.Remedy;
        if (format == Formats.Selector && !Selector.TryParse(text, out _, out var fault)) remedy = fault.ToString();
        if (format == Formats.Cidr && IpAddr.TryParse(text, out var address))
            remedy = $"write {address.ToHostCidr()} for this one address";
        faults.Add(path, isSecret ? $"is no {rule.Name}" : $"is {Quote(text)}, which is no {rule.Name}", remedy);
    }

    /// <summary>The text in quotes, cut to what fits a line.</summary>
    public static string Quote(string text) => text.Length <= 80 ? $"'{text}'" : $"'{text[..80]}…'";

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static bool IsTime(string text) =>
        text.Length >= "2026-01-31T12:00:00Z".Length
        && text[10] is 'T' or 't'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    private static bool IsDuration(string text) => GoDuration.TryParse(text, out _);

    private static bool IsSelector(string text) => Selector.TryParse(text, out _, out _);

    private static bool IsCidr(string text) => text.Contains('/') && Cidr.TryParse(text, out _);

    private static bool IsIpv4Net(string text) => Cidr.TryParse(text, out var cidr) && cidr.Family == IpFamily.V4;

    private static bool IsHost(string text) =>
        IpAddr.TryParse(text, out _) || NameRules.IsDnsSubdomain(text.ToLowerInvariant());

    private static bool IsRegex(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception refusal) when (refusal is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsInterfaceName(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '.' or '_' or '+' or '-')) return false;
        }

        return text.Length <= MaxInterfaceNameLength;
    }

    private static bool IsInterfacePattern(string text) =>
        text.Length <= MaxInterfaceNameLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '*');

    private static bool IsPortRange(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0) return IsPort(text, out _);
        return IsPort(text[..colon], out var first) && IsPort(text[(colon + 1)..], out var last) && first <= last;
    }

    private static bool IsPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);

    private static bool IsDscp(string text) =>
        DscpNames.Contains(text)
        || (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxDscp);

    private static bool IsRate(string text)
    {
        var slash = text.IndexOf('/');
        return slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= MaxRate
            && text[(slash + 1)..] is "second" or "minute" or "hour" or "day";
    }

    private static bool IsAssignments(string text) =>
        text.Split(',').All(part => part.Length == 0 || part.IndexOf('=') > 0);

    /// <summary>A format: what is of it, what it is called, and how to write it.</summary>
    private sealed record Rule(Func<string, bool> IsRight, string Name, string Remedy);
}
