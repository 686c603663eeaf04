using Margay.Model.Settings;

namespace Margay.Model.Resources;

/// <summary>The annotations that Margay reads or writes beside Calico's.</summary>
public static class MargayAnnotations
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "margay.dev/";

    /// <summary>A change is to be confirmed within this time.</summary>
    public const string ConfirmWithin = "margay.dev/confirm-within";

    /// <summary>A change that waits to be confirmed.</summary>
    public const string Unconfirmed = "margay.dev/unconfirmed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [BfdAnnotation.Key, ConfirmWithin, NodeInterfaces.Annotation, OpenConnectionsAnnotation.Key, Unconfirmed];
}
