namespace Margay.Model.Resources;

/// <summary>What a pod says of the KubeVirt virtual machine that runs in it.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The instance's name, which is the virtual machine's.</param>
/// <param name="InstanceUid">The instance's identity: it ends with the instance, and the virtual machine may have another.</param>
/// <param name="MigrationUid">The identity of the migration for which the pod was made; null if it was made for none, or does not say.</param>
/// <param name="IsTarget">Whether the pod was made to take a running virtual machine over. It stays so afterwards.</param>
public sealed record VirtualMachinePod(string Namespace, string Name, string InstanceUid, string? MigrationUid, bool IsTarget)
{
    /// <summary>How the names of such pods begin.</summary>
    public const string NamePrefix = "virt-launcher-";

    private const string OwnerKind = "VirtualMachineInstance";
    private const string OwnerGroup = "kubevirt.io/";
    private const string MigrationUidLabel = "kubevirt.io/migrationJobUID";
    private const string MigrationNameAnnotation = "kubevirt.io/migrationJobName";

    /// <summary>What the pod says; null if it is none of a virtual machine: by its name, and by what it says it belongs to.</summary>
    public static VirtualMachinePod? Of(Pod pod)
    {
        if (!pod.Metadata.Name.StartsWith(NamePrefix, StringComparison.Ordinal)) return null;
        var owner = pod.Metadata.OwnerReferences?.FirstOrDefault(
            one => one.Kind == OwnerKind && one.ApiVersion.StartsWith(OwnerGroup, StringComparison.Ordinal) && one.Name.Length > 0);
        if (owner is null) return null;
        var migration = pod.Metadata.Labels?.GetValueOrDefault(MigrationUidLabel);
        var isTarget = !string.IsNullOrEmpty(migration) || !string.IsNullOrEmpty(pod.Metadata.Annotations?.GetValueOrDefault(MigrationNameAnnotation));
        return new VirtualMachinePod(pod.Metadata.Namespace ?? "", owner.Name, owner.Uid, string.IsNullOrEmpty(migration) ? null : migration, isTarget);
    }

    /// <summary>Whether both are pods of one virtual machine, of the same instance or not.</summary>
    public bool IsSameMachine(VirtualMachinePod other) => Namespace == other.Namespace && Name == other.Name;
}
