namespace Margay.Api.Objects;

/// <summary>What a new object gets from its surroundings.</summary>
/// <param name="Now">The time.</param>
/// <param name="Uid">Its identity, never given out before.</param>
/// <param name="NameSuffix">Random lower-case letters and digits, to complete a <c>generateName</c>.</param>
public sealed record CreationStamp(DateTimeOffset Now, string Uid, string NameSuffix);
