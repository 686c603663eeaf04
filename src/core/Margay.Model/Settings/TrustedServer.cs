using System.Globalization;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>
/// A DNS server whose answers are believed: <c>k8s-service:[NAMESPACE/]NAME[:PORT]</c>, an address, or an address with a port.
/// </summary>
/// <param name="Service">The service whose endpoints are meant, and its namespace; null for an address.</param>
/// <param name="Address">The address; none for a service.</param>
/// <param name="Port">The port; null for that of DNS, or of a service for all of its ports.</param>
public readonly record struct TrustedServer((string Namespace, string Name)? Service, IpAddr Address, ushort? Port)
{
    private const string ServicePrefix = "k8s-service:";
    private const string UsualNamespace = "kube-system";

    /// <summary>The cluster's own DNS, as kubeadm and CoreDNS name it.</summary>
    public static IReadOnlyList<TrustedServer> Default { get; } = [new((UsualNamespace, "kube-dns"), default, null)];

    /// <summary>Reads one.</summary>
    public static bool TryParse(string? text, out TrustedServer server)
    {
        server = default;
        if (string.IsNullOrEmpty(text)) return false;
        return text.StartsWith(ServicePrefix, StringComparison.Ordinal)
            ? TryParseService(text[ServicePrefix.Length..], out server)
            : TryParseAddress(text, out server);
    }

    private static bool TryParseService(string text, out TrustedServer server)
    {
        server = default;
        if (!TryTakePort(ref text, out var port)) return false;
        var slash = text.IndexOf('/');
        var (within, name) = slash < 0 ? (UsualNamespace, text) : (text[..slash], text[(slash + 1)..]);
        server = new TrustedServer((within, name), default, port);
        return within.Length > 0 && name.Length > 0 && !name.Contains('/');
    }

    private static bool TryParseAddress(string text, out TrustedServer server)
    {
        server = default;
        ushort? port = null;
        var isBare = IpAddr.TryParse(text, out var address);
        if (!isBare)
        {
            if (!TryTakePort(ref text, out port) || port is null) return false;
            if (text is ['[', .., ']']) text = text[1..^1];
            if (!IpAddr.TryParse(text, out address)) return false;
        }

        server = new TrustedServer(null, address, port);
        return true;
    }

    private static bool TryTakePort(ref string text, out ushort? port)
    {
        port = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0) return true;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        (text, port) = (text[..colon], number);
        return true;
    }
}
