using Margay.Api.Tables;

namespace Margay.Tests.Unit.Api;

public sealed class HumanDurationTests
{
    [Theory]
    [InlineData("-00:00:05", "<invalid>")]
    [InlineData("00:00:00", "0s")]
    [InlineData("00:01:59", "119s")]
    [InlineData("00:02:00", "2m")]
    [InlineData("00:05:12", "5m12s")]
    [InlineData("00:10:59", "10m")]
    [InlineData("02:59:59", "179m")]
    [InlineData("03:00:00", "3h")]
    [InlineData("07:59:00", "7h59m")]
    [InlineData("1.23:59:00", "47h")]
    [InlineData("2.00:00:00", "2d")]
    [InlineData("7.23:00:00", "7d23h")]
    [InlineData("8.23:00:00", "8d")]
    [InlineData("729.00:00:00", "729d")]
    [InlineData("800.00:00:00", "2y70d")]
    [InlineData("3000.00:00:00", "8y")]
    public void Ages_read_as_kubectl_writes_them(string duration, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)));
}
