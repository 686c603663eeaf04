namespace Margay.Bgp.Rib;

/// <summary>Messages that some peers of a group get.</summary>
/// <param name="Bytes">Whole messages.</param>
/// <param name="Owner">The peer that does not get them; with <paramref name="IsForOwner"/>, the only one that does.</param>
/// <param name="IsForOwner">See <paramref name="Owner"/>.</param>
internal sealed record OutSegment(ReadOnlyMemory<byte> Bytes, int Owner, bool IsForOwner)
{
    public bool IsFor(int owner) => owner == Owner == IsForOwner;
}

/// <summary>A run of changes of a group, written.</summary>
/// <param name="First">The version of the first.</param>
/// <param name="Last">The last.</param>
/// <param name="LastVersion">Its version.</param>
/// <param name="Segments">The messages.</param>
internal sealed record OutBatch(long First, OutRoute Last, long LastVersion, IReadOnlyList<OutSegment> Segments);
