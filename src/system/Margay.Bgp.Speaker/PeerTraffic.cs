using Margay.Bgp.Wire;

namespace Margay.Bgp.Speaker;

/// <summary>Messages to and from a peer, over all its connections since it was configured.</summary>
/// <param name="MessagesIn">Messages that came, UPDATEs among them.</param>
/// <param name="MessagesOut">Messages that went, UPDATEs among them.</param>
/// <param name="UpdatesIn">UPDATEs that came.</param>
/// <param name="UpdatesOut">UPDATEs that went.</param>
public readonly record struct PeerTraffic(long MessagesIn, long MessagesOut, long UpdatesIn, long UpdatesOut)
{
    /// <summary>With one more that came.</summary>
    internal PeerTraffic WithReceived(bool isUpdate) => this with
    {
        MessagesIn = MessagesIn + 1,
        UpdatesIn = UpdatesIn + (isUpdate ? 1 : 0),
    };

    /// <summary>With whole messages that go.</summary>
    internal PeerTraffic WithSent(ReadOnlySpan<byte> messages)
    {
        var sent = this;
        while (MessageFrame.TryRead(messages, out var type, out var length, out _))
        {
            sent = sent with
            {
                MessagesOut = sent.MessagesOut + 1,
                UpdatesOut = sent.UpdatesOut + (type == MessageType.Update ? 1 : 0),
            };
            messages = messages[length..];
        }

        return sent;
    }
}
