namespace Margay.Ipam;

/// <summary>Who an allocation belongs to, as in <c>k8s-pod-network.CONTAINERID</c>: what one release gives back.</summary>
public readonly record struct HandleId
{
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

    /// <summary>The text; empty for <c>default</c>, which is no handle.</summary>
    public override string ToString() => _text ?? "";
}
