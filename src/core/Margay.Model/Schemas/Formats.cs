namespace Margay.Model.Schemas;

/// <summary>The formats that a string, or an int-or-string, may be held to.</summary>
public static class Formats
{
    /// <summary>An RFC 3339 time.</summary>
    public const string DateTime = "date-time";

    /// <summary>A Go duration that is not negative, as in <c>90s</c> or <c>1h30m</c>.</summary>
    public const string Duration = "duration";

    /// <summary>A duration, or <c>Auto</c>.</summary>
    public const string DurationOrAuto = "duration-or-auto";

    /// <summary>Bytes in base64 (RFC 4648 §4).</summary>
    public const string Base64 = "byte";

    /// <summary>An IP prefix of either family; host bits may be set.</summary>
    public const string Cidr = "cidr";

    /// <summary>An IP prefix or an address, of either family; host bits may be set.</summary>
    public const string Net = "net";

    /// <summary>An IPv4 prefix, or an IPv4 address that stands for itself.</summary>
    public const string Ipv4Net = "ipv4-net";

    /// <summary>An IP address of either family.</summary>
    public const string Ip = "ip";

    /// <summary>An IPv4 address.</summary>
    public const string Ipv4 = "ipv4";

    /// <summary>An IPv6 address.</summary>
    public const string Ipv6 = "ipv6";

    /// <summary>A host name or an IP address.</summary>
    public const string Host = "host";

    /// <summary>A Calico selector.</summary>
    public const string Selector = "selector";

    /// <summary>A regular expression.</summary>
    public const string Regex = "regex";

    /// <summary>A Linux interface name or its beginning.</summary>
    public const string InterfaceName = "interface-name";

    /// <summary>A port number or a range <c>FIRST:LAST</c>.</summary>
    public const string PortRange = "port-range";

    /// <summary>A port number from 1, a range <c>FIRST:LAST</c>, or a port's name.</summary>
    public const string RulePort = "rule-port";

    /// <summary>An IP protocol by Calico's name for it, or a number from 1 to 255.</summary>
    public const string Protocol = "protocol";

    /// <summary>A domain name, or <c>*.</c> and a domain name.</summary>
    public const string DomainPattern = "domain-pattern";

    /// <summary>A DNS server: an address, an address with a port, or <c>k8s-service:[NAMESPACE/]NAME[:PORT]</c>.</summary>
    public const string NameServer = "name-server";

    /// <summary>A differentiated services code point: 0 to 63, or a name such as <c>AF11</c>.</summary>
    public const string Dscp = "dscp";

    /// <summary>A rate <c>N/second</c>, <c>N/minute</c>, <c>N/hour</c> or <c>N/day</c>.</summary>
    public const string Rate = "rate";

    /// <summary>A comma-separated list of <c>NAME=VALUE</c>.</summary>
    public const string Assignments = "assignments";

    /// <summary>An AS number: 0 to 4294967295, or its two halves as in <c>1.10</c>.</summary>
    public const string AsNumber = "as-number";

    /// <summary>A BGP peer: an address, <c>IPV4:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
    public const string PeerAddress = "peer-address";

    /// <summary>A BGP community: <c>AS:N</c> of 16 bits each, or <c>AS:N:M</c> of 32 bits each.</summary>
    public const string Community = "bgp-community";

    /// <summary>A Linux interface name in which <c>*</c> stands for any characters.</summary>
    public const string InterfacePattern = "interface-pattern";

    /// <summary>A DNS label (RFC 1123).</summary>
    public const string DnsLabel = "dns-label";
}
