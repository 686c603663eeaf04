using System.Globalization;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>Where a BGP peer is: an address, <c>IPV4:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">The port; null if the text has none.</param>
public readonly record struct PeerAddress(IpAddr Address, ushort? Port)
{
    /// <summary>Reads one. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PeerAddress peer)
    {
        peer = default;
        if (IpAddr.TryParse(text, out var address))
        {
            peer = new PeerAddress(address, null);
            return true;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0) return false;
        if (!ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0) return false;
        var host = text[..colon];
        var inBrackets = host is ['[', .., ']'];
        if (!IpAddr.TryParse(inBrackets ? host[1..^1] : host, out address) || (!inBrackets && address.IsV6)) return false;
        peer = new PeerAddress(address, port);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() =>
        Port is not { } port ? $"{Address}" : Address.IsV6 ? $"[{Address}]:{port}" : $"{Address}:{port}";
}
