using Margay.Names;
using Margay.Primitives;

namespace Margay.Tests.Unit.Names;

/// <summary>What is known of names, for how long, and from which change on.</summary>
public sealed class LearntNamesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly LearntNames _names = new();

    public LearntNamesTests() => _names.Want([DomainPattern.Parse("a.test"), DomainPattern.Parse("*.example.com")]);

    [Fact]
    public void Only_what_is_asked_for_is_learnt_and_each_new_address_is_a_change()
    {
        Assert.Equal(0, Learn("b.test", "192.0.2.1"));
        Assert.Equal(1, Learn("a.test", "192.0.2.1"));
        Assert.Equal(2, Learn("x.example.com", "192.0.2.2"));
        Assert.Equal(1, Learn("a.test", "192.0.2.1"));
        Assert.Equal("a.test 192.0.2.1; x.example.com 192.0.2.2 until change 2", Changes());
        Assert.Equal(" until change 2", Changes());
    }

    [Fact]
    public void An_address_is_forgotten_when_its_time_and_the_grace_are_over()
    {
        Learn("a.test", "192.0.2.1", seconds: 5);
        Learn("a.test", "192.0.2.2", seconds: 50);
        Changes();
        Expire(14);
        Assert.Equal(" until change 2", Changes());
        Expire(15);
        Assert.Equal("a.test 192.0.2.2 until change 3", Changes());
        Expire(60);
        Assert.Equal("a.test  until change 4", Changes());
        Assert.Equal(0, _names.Count);
    }

    [Fact]
    public void Hearing_it_again_keeps_it_and_hearing_a_shorter_time_does_not_end_it_sooner()
    {
        Learn("a.test", "192.0.2.1", seconds: 50);
        Learn("a.test", "192.0.2.1", seconds: 1);
        Expire(59);
        Assert.Equal(1, _names.Count);
        Learn("a.test", "192.0.2.1", seconds: 5, at: 59);
        Expire(60);
        Assert.Equal(1, _names.Count);
        Expire(74);
        Assert.Equal(0, _names.Count);
    }

    [Fact]
    public void An_address_with_open_connections_stays()
    {
        Learn("a.test", "192.0.2.1", seconds: 0);
        Learn("a.test", "192.0.2.2", seconds: 0);
        _names.Expire(Start.AddSeconds(10), new HashSet<IpAddr> { IpAddr.Parse("192.0.2.2") }, Grace);
        Assert.Equal("a.test 192.0.2.2 until change 3", Changes());
        Expire(20);
        Assert.Equal(0, _names.Count);
    }

    [Fact]
    public void It_is_known_when_the_next_time_comes()
    {
        Assert.Equal(DateTimeOffset.MaxValue, _names.NextEnd);
        Learn("a.test", "192.0.2.1", seconds: 5);
        Learn("a.test", "192.0.2.2", seconds: 50);
        Assert.Equal(Start.AddSeconds(15), _names.NextEnd);
        Expire(15);
        Assert.Equal(Start.AddSeconds(60), _names.NextEnd);
    }

    [Fact]
    public void What_nobody_asks_for_any_more_is_forgotten()
    {
        Learn("a.test", "192.0.2.1");
        Learn("x.example.com", "192.0.2.2");
        Changes();
        _names.Want([DomainPattern.Parse("a.test")]);
        Assert.Equal("x.example.com  until change 3", Changes());
        Assert.Equal(1, _names.Count);
    }

    [Fact]
    public void A_name_with_too_many_addresses_gives_up_the_one_that_ends_first()
    {
        for (uint i = 0; i <= LearntNames.MaxAddressesPerName; i++) Learn("a.test", IpAddr.V4(0x0a00_0000 + i).ToString(), seconds: 1000 - i);
        Assert.Equal(LearntNames.MaxAddressesPerName, _names.Count);
        var gone = IpAddr.V4(0x0a00_0000 + LearntNames.MaxAddressesPerName - 1);
        Assert.DoesNotContain(_names.All(), one => one.Address == gone);
        Assert.Contains(_names.TakeUnsaved(long.MaxValue), one => one.Address == gone && one.Until == Start);
    }

    [Fact]
    public void Beyond_the_limit_of_all_names_nothing_new_is_learnt()
    {
        for (uint i = 0; i < LearntNames.MaxAddresses; i++) Learn($"n{i / 1000}.example.com", IpAddr.V4(i).ToString());
        Assert.Equal(0, Learn("a.test", "192.0.2.1"));
        Assert.Equal((LearntNames.MaxAddresses, 1), (_names.Count, _names.Refused));
        Assert.NotEqual(0, Learn("n0.example.com", "0.0.0.0"));
    }

    [Fact]
    public void What_was_known_before_comes_back()
    {
        Learn("a.test", "192.0.2.1");
        var later = new LearntNames();
        var unknown = new LearntAddress(DomainName.Parse("b.test"), IpAddr.Parse("192.0.2.9"), Start.AddSeconds(9));
        later.Restore(_names.Wanted, [.. _names.TakeUnsaved(1), unknown], Start);
        Assert.Equal(_names.All(), later.All());
        Assert.Equal(_names.Wanted, later.Wanted);
        Assert.Equal(0, later.Learn([new NamedAddress(DomainName.Parse("a.test"), IpAddr.Parse("192.0.2.1"), 60)], Start, Grace));
        Assert.Single(later.TakeChanges().Changes);
    }

    [Fact]
    public void What_is_not_enforced_yet_is_not_kept_and_what_has_had_its_time_does_not_come_back()
    {
        Learn("a.test", "192.0.2.1");
        Learn("a.test", "192.0.2.2");
        Assert.Equal(IpAddr.Parse("192.0.2.1"), Assert.Single(_names.TakeUnsaved(1)).Address);
        Assert.Single(_names.All(1));
        Assert.Equal(IpAddr.Parse("192.0.2.2"), Assert.Single(_names.TakeUnsaved(2)).Address);
        var later = new LearntNames();
        later.Restore(_names.Wanted, _names.All(), Start.AddSeconds(70));
        Assert.Equal(0, later.Count);
    }

    [Fact]
    public void What_is_new_is_to_be_kept_and_what_is_believed_longer_by_half_the_grace()
    {
        Learn("a.test", "192.0.2.1");
        Assert.Single(_names.TakeUnsaved(1));
        Learn("a.test", "192.0.2.1", at: 5);
        Assert.False(_names.HasUnsaved);
        Learn("a.test", "192.0.2.1", at: 6);
        Assert.Equal(Start.AddSeconds(76), Assert.Single(_names.TakeUnsaved(1)).Until);
        Assert.Empty(_names.TakeUnsaved(1));
    }

    private long Learn(string name, string address, uint seconds = 60, int at = 0) => _names.Learn(
        [new NamedAddress(DomainName.Parse(name), IpAddr.Parse(address), seconds)], Start.AddSeconds(at), Grace);

    private void Expire(int at) => _names.Expire(Start.AddSeconds(at), new HashSet<IpAddr>(), Grace);

    private string Changes()
    {
        var (changes, last) = _names.TakeChanges();
        return $"{string.Join("; ", changes.Select(change => $"{change.Name} {string.Join(",", change.Addresses)}"))} until change {last}";
    }
}
