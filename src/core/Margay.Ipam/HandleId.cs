using System.Security.Cryptography;
using System.Text;

namespace Margay.Ipam;

/// <summary>Who an allocation belongs to, as in <c>k8s-pod-network.CONTAINERID</c>: what one release gives back.</summary>
public readonly record struct HandleId
{
    /// <summary>The longest handle of a virtual machine.</summary>
    private const int MaxLength = 128;

    private const int DigestLength = 10;

    private readonly string? _text;

    /// <summary>A handle with this text, which is not changed in any way.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public HandleId(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _text = text;
    }

    /// <summary>The handle of a container in a CNI network.</summary>
    public static HandleId OfContainer(string network, string containerId) => new($"{network}.{containerId}");

    /// <summary>
    /// The handle of a virtual machine, which all its pods share: <c>NETWORK.vmi.NAMESPACE.NAME</c>, and a digest in place of the end of
    /// one that is longer than 128 characters.
    /// </summary>
    public static HandleId OfVirtualMachine(string network, string @namespace, string name)
    {
        var text = $"{network}.vmi.{@namespace}.{name}";
        if (text.Length <= MaxLength) return new HandleId(text);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..DigestLength];
        return new HandleId($"{text[..(MaxLength - DigestLength - 1)].TrimEnd('.', '-')}-{digest}");
    }

    /// <summary>The text; empty for <c>default</c>, which is no handle.</summary>
    public override string ToString() => _text ?? "";
}
