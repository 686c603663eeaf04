using Margay.Host.Agent.Events;

namespace Margay.Tests.Unit.Agent.Events;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void So_many_go_at_once_and_then_one_each_time_a_token_is_back()
    {
        var bucket = new TokenBucket(3, TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(TimeSpan.Zero, bucket.Until(Start));
            bucket.Take(Start);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), bucket.Until(Start));
        Assert.Equal(TimeSpan.FromSeconds(4), bucket.Until(Start.AddSeconds(6)));
        Assert.Equal(TimeSpan.Zero, bucket.Until(Start.AddSeconds(10)));
        Assert.False(bucket.IsFull(Start.AddSeconds(29)));
        Assert.True(bucket.IsFull(Start.AddSeconds(30)));
    }

    [Fact]
    public void Tokens_do_not_pile_up()
    {
        var bucket = new TokenBucket(1, TimeSpan.FromSeconds(10));
        bucket.Take(Start);
        var later = Start.AddHours(1);
        bucket.Take(later);
        Assert.Equal(TimeSpan.FromSeconds(10), bucket.Until(later));
    }
}
