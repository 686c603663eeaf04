using Margay.Host.Lab.Processes;

namespace Margay.Tests.Unit.Lab;

public sealed class ProcStatTests
{
    private const string Numbers = "1 42 42 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 98765 1000000 300";

    [Fact]
    public void Parent_and_start_time_are_read()
    {
        Assert.True(ProcStat.TryParse($"42 (bash) S {Numbers}", out var stat));
        Assert.Equal(new ProcStat(1, 98765, false), stat);
    }

    [Fact]
    public void A_name_may_hold_parentheses_and_spaces()
    {
        Assert.True(ProcStat.TryParse($"42 (a) R 7 (b) Z {Numbers}\n", out var stat));
        Assert.Equal(new ProcStat(1, 98765, true), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (bash)")]
    [InlineData("42 (bash) S 1 2 3")]
    [InlineData("42 (bash) S x 42 42 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 98765 1")]
    public void What_is_no_stat_line_is_refused(string text) => Assert.False(ProcStat.TryParse(text, out _));

    [Fact]
    public void A_process_is_alive_only_under_its_own_start_time()
    {
        var self = ProcessTable.Find(Environment.ProcessId)!.Value;
        Assert.True(new ProcessRecord(Environment.ProcessId, self.StartTime).IsAlive);
        Assert.False(new ProcessRecord(Environment.ProcessId, self.StartTime + 1).IsAlive);
    }

    [Fact]
    public void The_own_line_leads_to_the_first_process() =>
        Assert.Superset(new HashSet<int> { Environment.ProcessId, 1 }, ProcessTable.OwnLine());
}
