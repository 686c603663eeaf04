namespace Margay.Host.Agent.Events;

/// <summary>Lets so many through at once, and after that one each time a token has come back.</summary>
/// <param name="burst">How many at once, at least 1.</param>
/// <param name="refill">The time in which a token comes back.</param>
internal sealed class TokenBucket(int burst, TimeSpan refill)
{
    /// <summary>When all tokens are back.</summary>
    private DateTimeOffset _fullAt = DateTimeOffset.MinValue;

    /// <summary>Whether all tokens are there.</summary>
    public bool IsFull(DateTimeOffset now) => _fullAt <= now;

    /// <summary>The time until there is a token; zero if there is one.</summary>
    public TimeSpan Until(DateTimeOffset now)
    {
        var wait = _fullAt - now - (refill * (burst - 1));
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Takes a token, which must be there.</summary>
    public void Take(DateTimeOffset now) => _fullAt = (_fullAt > now ? _fullAt : now) + refill;
}
