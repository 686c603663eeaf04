namespace Margay.Netlink.Nftables;

/// <summary>One message of the nftables multicast group (NFNLGRP_NFTABLES, 7).</summary>
public abstract record TableEvent
{
    /// <summary>NFNLGRP_NFTABLES.</summary>
    public const int MulticastGroup = 7;

    private TableEvent()
    {
    }

    /// <summary>Something in a table was made or deleted.</summary>
    public sealed record Changed(byte Family, string Table) : TableEvent;

    /// <summary>A transaction is complete; the process that committed it.</summary>
    public sealed record Committed(uint Generation, int ProcessId, string Process) : TableEvent;

    /// <summary>Decodes a message; null when it is about something else. Never throws.</summary>
    public static TableEvent? Decode(ushort messageType, ReadOnlySpan<byte> payload)
    {
        if (messageType >> 8 != NftMessageType.SubsystemId) return null;
        if (!NfHeader.TryRead(payload, out var header, out var attributes)) return null;
        return messageType == NftMessageType.NewGeneration
            ? DecodeGeneration(attributes)
            : TableObject.TryDecode(payload, out var table) ? new Changed(header.Family, table.Name) : null;
    }

    private static Committed DecodeGeneration(ReadOnlySpan<byte> nest)
    {
        uint generation = 0, process = 0;
        var name = "";
        var attributes = new AttributeReader(nest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type)
            {
                case Nfta.GenerationId: generation = AttributeValue.U32Be(value); break;
                case Nfta.GenerationProcessId: process = AttributeValue.U32Be(value); break;
                case Nfta.GenerationProcessName: name = AttributeValue.Text(value); break;
            }
        }

        return new Committed(generation, (int)process, name);
    }
}
