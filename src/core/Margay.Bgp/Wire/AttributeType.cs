namespace Margay.Bgp.Wire;

/// <summary>Type codes of path attributes that this speaker knows, as IANA numbers them.</summary>
internal static class AttributeType
{
    public const byte Origin = 1;
    public const byte AsPath = 2;
    public const byte NextHop = 3;
    public const byte Med = 4;
    public const byte LocalPref = 5;
    public const byte AtomicAggregate = 6;
    public const byte Aggregator = 7;
    public const byte Communities = 8;
    public const byte OriginatorId = 9;
    public const byte ClusterList = 10;
    public const byte MpReach = 14;
    public const byte MpUnreach = 15;
    public const byte ExtendedCommunities = 16;
    public const byte As4Path = 17;
    public const byte As4Aggregator = 18;
    public const byte LargeCommunities = 32;
    public const byte OnlyToCustomer = 35;

    /// <summary>The flags that a known type must have, of <see cref="AttributeFlags.Kind"/>; null for an unknown one.</summary>
    public static byte? FlagsOf(byte type) => type switch
    {
        Origin or AsPath or NextHop or LocalPref or AtomicAggregate => AttributeFlags.WellKnown,
        Med or OriginatorId or ClusterList or MpReach or MpUnreach => AttributeFlags.Optional,
        Aggregator or Communities or ExtendedCommunities or As4Path or As4Aggregator or LargeCommunities or OnlyToCustomer
            => AttributeFlags.OptionalTransitive,
        _ => null,
    };
}

/// <summary>The flags before an attribute's type (RFC 4271 §4.3).</summary>
internal static class AttributeFlags
{
    public const byte Optional = 0x80;
    public const byte WellKnown = 0x40;
    public const byte OptionalTransitive = 0xC0;
    public const byte Partial = 0x20;
    public const byte ExtendedLength = 0x10;

    /// <summary>The bits that say which kind of attribute it is.</summary>
    public const byte Kind = 0xC0;
}
