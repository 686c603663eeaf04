namespace Margay.Policy.Snapshot;

/// <summary>The label by which a pod says its account.</summary>
internal static class ServiceAccountLabel
{
    /// <summary>A longer name is no label value, and so no label.</summary>
    public const int MaxLength = 62;
}
