using System.Text.Json;
using Margay.Host.Cli;
using Margay.Host.Lab;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;

namespace Margay.Tests.Unit.Lab;

public sealed class LabStateTests
{
    private static readonly LabState State = new()
    {
        Name = "margay",
        Nodes = 2,
        Pools = ["10.65.0.0/16"],
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        HubPort = 4711,
        Margay = "/opt/margay",
        CniPlugin = "/opt/margay-cni",
        Processes = new Dictionary<string, ProcessRecord> { ["hub"] = new(42, 98765) },
        Ready = true,
    };

    [Theory]
    [InlineData("/run/margay-lab/two/hub/admin.kubeconfig", "two")]
    [InlineData("/run/margay-lab/two", null)]
    [InlineData("/run/margay-lab/No-Lab/hub", null)]
    [InlineData("/root/.kube/config", null)]
    [InlineData(null, null)]
    public void A_kubeconfig_says_which_lab_it_is_of(string? path, string? lab) => Assert.Equal(lab, LabPaths.LabOf(path)?.Value);

    [Fact]
    public void A_state_survives_its_file()
    {
        var json = JsonSerializer.Serialize(State, LabJson.Default.LabState);
        var read = JsonSerializer.Deserialize(json, LabJson.Default.LabState)!;
        Assert.Equal(State.Processes, read.Processes);
        Assert.Equal(State with { Processes = read.Processes, Pools = read.Pools }, read);
        Assert.Equal(State.Pools, read.Pools);
    }

    [Fact]
    public void A_state_holds_its_plan()
    {
        var plan = State.ToPlan();
        Assert.Equal(("margay", 2, "10.65.0.0/16"), (plan.Name.Value, plan.Nodes.Count, plan.Pools[0].ToString()));
    }

    [Theory]
    [InlineData("no-lab", 2)]
    [InlineData("margay", 0)]
    public void A_damaged_state_is_refused_with_the_way_out(string name, int nodes)
    {
        var failure = Assert.Throws<CliException>(() => (State with { Name = name, Nodes = nodes }).ToPlan());
        Assert.Contains("margay lab down", failure.Message);
    }

    [Fact]
    public void Without_a_file_there_is_no_state() => Assert.Null(LabState.Load(new LabPaths(LabName.Default) { Lab = Absent }));

    private static LabName Absent => LabName.TryParse("nosuchlab", out var name) ? name : LabName.Default;
}
