using System.Text;
using Margay.Api.Storage;
using Margay.Host.Hub;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Hub;

public sealed class EventExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"metadata":{"creationTimestamp":"2026-01-01T11:00:00Z"}}""", true)]
    [InlineData("""{"metadata":{"creationTimestamp":"2026-01-01T11:00:01Z"}}""", false)]
    [InlineData("""{"metadata":{"creationTimestamp":"2026-01-01T09:00:00Z"},"lastTimestamp":"2026-01-01T11:59:00Z"}""", false)]
    [InlineData("""{"metadata":{"creationTimestamp":"2026-01-01T09:00:00Z"},"series":{"count":2,"lastObservedTime":"2026-01-01T11:59:00Z"}}""", false)]
    [InlineData("""{"metadata":{"creationTimestamp":"2026-01-01T09:00:00Z"},"lastTimestamp":null}""", true)]
    [InlineData("""{"metadata":{}}""", true)]
    public void An_event_goes_an_hour_after_it_happened_last(string json, bool goes) => Assert.Equal(goes, EventExpiry.Expired([Stored("e", json)], Now).Count == 1);

    [Fact]
    public void Of_too_many_the_oldest_go()
    {
        var events = Enumerable.Range(0, EventExpiry.MaxEvents + 2)
            .Select(i => Stored($"e{i}", $$$"""{"metadata":{"creationTimestamp":"{{{Now.AddMilliseconds(-i):O}}}"}}""")).ToList();

        Assert.Equal([$"e{EventExpiry.MaxEvents}", $"e{EventExpiry.MaxEvents + 1}"], EventExpiry.Expired(events, Now).Select(key => key.Name));
    }

    private static StoredResource Stored(string name, string json) => new(new ResourceKey(Kinds.Event, "default", name), 1, Encoding.UTF8.GetBytes(json));
}
