namespace Margay.Ipam;

/// <summary>How one family of a request goes on.</summary>
internal abstract record FamilyPlan
{
    private FamilyPlan()
    {
    }

    /// <summary>The handle holds this already.</summary>
    internal sealed record Held(AssignedAddress Address) : FamilyPlan;

    /// <summary>Writing this block takes an address.</summary>
    internal sealed record Take(Block After) : FamilyPlan;

    /// <summary>A block has to be claimed first, of which this is the next write.</summary>
    internal sealed record Claim(IpamWrite Write) : FamilyPlan;

    /// <summary>The choice depends on how this object stands now.</summary>
    internal sealed record Ask(IpamKey Key) : FamilyPlan;

    /// <summary>There is no address.</summary>
    internal sealed record Refuse(IpamRefusal Refusal) : FamilyPlan;
}
