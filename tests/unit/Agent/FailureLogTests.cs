using Margay.Host.Agent;
using Microsoft.Extensions.Logging;

namespace Margay.Tests.Unit.Agent;

/// <summary>What the log says of attempts that fail.</summary>
public sealed class FailureLogTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly Lines _lines = new();

    [Fact]
    public void The_same_failure_is_one_line_and_a_count()
    {
        var failures = new FailureLog(_lines);
        failures.Over();
        for (var i = 0; i < 30; i++) failures.Failed("routes", "192.0.2.9/32: no way", Wait);
        failures.Over();
        failures.Over();

        Assert.Equal(
            [
                "routes could not be applied: 192.0.2.9/32: no way. Nothing was opened; trying again in 00:00:01",
                "routes: over after 30 attempts that failed: 192.0.2.9/32: no way",
            ],
            _lines.Written);
    }

    [Fact]
    public void Another_failure_ends_the_one_before()
    {
        var failures = new FailureLog(_lines);
        failures.Failed("routes", "one", Wait);
        failures.Failed("routes", "other", Wait);
        failures.Failed("nftables", "other", Wait);

        Assert.Equal(
            [
                "routes could not be applied: one. Nothing was opened; trying again in 00:00:01",
                "routes: over after 1 attempts that failed: one",
                "routes could not be applied: other. Nothing was opened; trying again in 00:00:01",
                "routes: over after 1 attempts that failed: other",
                "nftables could not be applied: other. Nothing was opened; trying again in 00:00:01",
            ],
            _lines.Written);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
