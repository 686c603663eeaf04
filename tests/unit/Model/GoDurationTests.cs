using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("100ms", 100)]
    [InlineData("2m0s", 120_000)]
    [InlineData("1000us", 1)]
    [InlineData("1000000ns", 1)]
    public void Durations_are_read_as_Go_writes_them(string text, int milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("1.2.3s")]
    [InlineData("1sec")]
    [InlineData("1s x")]
    [InlineData("99999999999999999999999999999h")]
    [InlineData("99999999999999999999999999999999999999999h")]
    public void Anything_else_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
