using Margay.Model.Resources;

namespace Margay.Tests.Unit.Model;

public sealed class VirtualMachinePodTests
{
    private static readonly OwnerReference Owner = new()
    {
        ApiVersion = "kubevirt.io/v1",
        Kind = "VirtualMachineInstance",
        Name = "vm",
        Uid = "u",
    };

    [Fact]
    public void A_pod_is_a_machines_by_its_name_and_by_what_it_belongs_to()
    {
        Assert.Equal(new VirtualMachinePod("ns", "vm", "u", null, IsTarget: false), VirtualMachinePod.Of(PodOf("virt-launcher-vm-x", Owner)));
        Assert.Null(VirtualMachinePod.Of(PodOf("vm-x", Owner)));
        Assert.Null(VirtualMachinePod.Of(PodOf("virt-launcher-vm-x", null)));
        Assert.Null(VirtualMachinePod.Of(PodOf("virt-launcher-vm-x", Owner with { Kind = "ReplicaSet" })));
        Assert.Null(VirtualMachinePod.Of(PodOf("virt-launcher-vm-x", Owner with { ApiVersion = "example.org/v1" })));
    }

    [Fact]
    public void A_target_names_its_migration_in_a_label_or_in_an_annotation()
    {
        var pod = PodOf("virt-launcher-vm-x", Owner);
        var labelled = pod with { Metadata = pod.Metadata with { Labels = new Dictionary<string, string> { ["kubevirt.io/migrationJobUID"] = "m" } } };
        Assert.Equal(new VirtualMachinePod("ns", "vm", "u", "m", IsTarget: true), VirtualMachinePod.Of(labelled));
        var annotated = pod with { Metadata = pod.Metadata with { Annotations = new Dictionary<string, string> { ["kubevirt.io/migrationJobName"] = "m" } } };
        Assert.Equal(new VirtualMachinePod("ns", "vm", "u", null, IsTarget: true), VirtualMachinePod.Of(annotated));
    }

    private static Pod PodOf(string name, OwnerReference? owner) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = "ns",
            Name = name,
            OwnerReferences = owner is null ? null : [owner],
        },
    };
}
