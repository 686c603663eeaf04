using System.Diagnostics;
using System.Net;
using Margay.Client;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab;

/// <summary>Virtual machines that move alive. The machine is a pod's namespace; what KubeVirt says of its pods, the test says.</summary>
public sealed class LiveMoveTests
{
    private const string Space = "machines";
    private const int Port = 7000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("--fabric", "mesh")]
    [InlineData("--overlay", "vxlan")]
    public async Task A_machine_keeps_its_address_and_is_reached_where_it_announces_itself(string option, string value)
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "3", option, value)).Expect();
        try
        {
            await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {liveMigrationRouteConvergenceTime: 2s}}");
            for (var i = 1; i <= 3; i++) await lab.AddPodAsync(Space, $"asks{i}", $"n{i}", "app=asks", 80);
            using var api = lab.Connect();
            var address = await CreateAsync(api, "virt-launcher-vm-a", "n1", isTarget: false, stop);
            Asker[] askers = [.. Enumerable.Range(1, 3).Select(i => new Asker(lab.PodNamespace(Space, $"asks{i}"), Port))];
            await UntilAllAsync(askers, address, "virt-launcher-vm-a", stop);

            Assert.Equal(address, await CreateAsync(api, "virt-launcher-vm-b", "n2", isTarget: true, stop));
            await StaysAsync(askers, address, "virt-launcher-vm-a", stop);
            await MoveAsync(lab, askers, address, "virt-launcher-vm-b", stop);
            await RemoveAsync(api, lab, "virt-launcher-vm-a", stop);
            await StaysAsync(askers, address, "virt-launcher-vm-b", stop);

            // At once back again, with the old place still there.
            Assert.Equal(address, await CreateAsync(api, "virt-launcher-vm-c", "n1", isTarget: true, stop));
            await MoveAsync(lab, askers, address, "virt-launcher-vm-c", stop);
            await TestLab.UntilAsync("n3 goes to the block again, as nothing of the move is left", Patience, async () =>
                (await lab.OnNodeAsync("n3", "ip", "route", "show", $"{address}")).Expect().Length == 0);
            await StaysAsync(askers, address, "virt-launcher-vm-c", stop);

            // The address outlives the machine's pods.
            await RemoveAsync(api, lab, "virt-launcher-vm-b", stop);
            await RemoveAsync(api, lab, "virt-launcher-vm-c", stop);
            Assert.Equal(address, await CreateAsync(api, "virt-launcher-vm-d", "n3", isTarget: false, stop));
            await UntilAllAsync(askers, address, "virt-launcher-vm-d", stop);
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_target_that_goes_changes_nothing_and_one_that_is_not_heard_has_the_address_when_the_source_is_gone()
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "2", "--fabric", "mesh")).Expect();
        try
        {
            for (var i = 1; i <= 2; i++) await lab.AddPodAsync(Space, $"asks{i}", $"n{i}", "app=asks", 80);
            using var api = lab.Connect();
            var address = await CreateAsync(api, "virt-launcher-vm-a", "n1", isTarget: false, stop);
            Asker[] askers = [.. Enumerable.Range(1, 2).Select(i => new Asker(lab.PodNamespace(Space, $"asks{i}"), Port))];
            await UntilAllAsync(askers, address, "virt-launcher-vm-a", stop);

            Assert.Equal(address, await CreateAsync(api, "virt-launcher-vm-b", "n2", isTarget: true, stop));
            await RemoveAsync(api, lab, "virt-launcher-vm-b", stop);
            await StaysAsync(askers, address, "virt-launcher-vm-a", stop);

            Assert.Equal(address, await CreateAsync(api, "virt-launcher-vm-c", "n2", isTarget: true, stop));
            (await lab.RunAsync("restart", "n2", "--kill")).Expect();
            await StaysAsync(askers, address, "virt-launcher-vm-a", stop);
            await RemoveAsync(api, lab, "virt-launcher-vm-a", stop);
            await UntilAllAsync(askers, address, "virt-launcher-vm-c", stop);
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    private static async Task MoveAsync(TestLab lab, Asker[] askers, IPAddress address, string target, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        ArpAnnouncement.Send(lab.PodNamespace(Space, target), address);
        await UntilAllAsync(askers, address, target, stop);
        TestContext.Current.TestOutputHelper?.WriteLine($"{target} answers everybody {watch.ElapsedMilliseconds} ms after its announcement");
    }

    private static async Task UntilAllAsync(Asker[] askers, IPAddress address, string pod, CancellationToken stop)
    {
        for (var i = 0; i < askers.Length; i++)
        {
            var asker = askers[i];
            await TestLab.UntilAsync($"the pod of n{i + 1} is answered by {pod}", Patience, async () => await asker.AskAsync(address, stop) == $"{Space}/{pod}");
        }
    }

    /// <summary>Nobody else answers, whatever routes are still on their way.</summary>
    private static async Task StaysAsync(Asker[] askers, IPAddress address, string pod, CancellationToken stop)
    {
        for (var round = 0; round < 100; round++)
        {
            foreach (var asker in askers) Assert.Equal($"{Space}/{pod}", await asker.AskAsync(address, stop) ?? $"{Space}/{pod}");
        }

        await UntilAllAsync(askers, address, pod, stop);
    }

    private static async Task<IPAddress> CreateAsync(ApiClient api, string name, string node, bool isTarget, CancellationToken stop)
    {
        var labels = new Dictionary<string, string>
        {
            ["kubevirt.io"] = "virt-launcher",
            ["vm.kubevirt.io/name"] = "vm",
        };
        if (isTarget) labels["kubevirt.io/migrationJobUID"] = $"uid-of-{name}";
        var owner = new OwnerReference
        {
            ApiVersion = "kubevirt.io/v1",
            Kind = "VirtualMachineInstance",
            Name = "vm",
            Uid = "9d0ba6f8-5b0c-4a0a-9c2e-0d4f6f6f6f01",
            Controller = true,
        };
        await api.CreateAsync(
            Kinds.Pod,
            new Pod
            {
                Metadata = new ObjectMeta
                {
                    Namespace = Space,
                    Name = name,
                    Labels = labels,
                    OwnerReferences = [owner],
                },
                Spec = new PodSpec
                {
                    NodeName = node,
                    Containers = [new Container { Name = "compute", Image = "lab", Ports = [new ContainerPort { Port = Port, Protocol = "UDP" }] }],
                },
            },
            stop);
        IPAddress? address = null;
        await TestLab.UntilAsync($"{name} runs", Patience, async () =>
        {
            var pod = await api.GetAsync(Kinds.Pod, Space, name, stop);
            if (pod?.Status is not { Phase: "Running", PodIps: [var first, ..] }) return false;
            address = IPAddress.Parse(first.Ip);
            return true;
        });
        return address!;
    }

    private static async Task RemoveAsync(ApiClient api, TestLab lab, string name, CancellationToken stop)
    {
        await api.DeleteAsync(Kinds.Pod, Space, name, new Preconditions(null, null), stop);
        await TestLab.UntilAsync($"{name} is gone", Patience, () => Task.FromResult(!File.Exists(lab.PodNamespace(Space, name))));
    }
}
