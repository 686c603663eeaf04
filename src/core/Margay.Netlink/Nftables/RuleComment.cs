using System.Text;

namespace Margay.Netlink.Nftables;

/// <summary>The comment of a rule, kept in its user data the way nft does, so that <c>nft list</c> shows it.</summary>
/// <remarks>
/// User data is a list of type (1 byte), length (1 byte), value; the comment is type 0 and ends with NUL.
/// </remarks>
public static class RuleComment
{
    /// <summary>The most characters nft prints: NFTNL_UDATA_COMMENT_MAXLEN less the NUL.</summary>
    public const int MaxLength = 127;

    private const byte CommentType = 0;

    /// <summary>
    /// The text as a comment can hold it: printable ASCII without quotes, cut at <see cref="MaxLength"/>; any other
    /// character becomes <c>?</c>.
    /// </summary>
    public static string Clean(string text)
    {
        var kept = text.Length > MaxLength ? text[..MaxLength] : text;
        return string.Create(kept.Length, kept, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = from[i] is >= ' ' and <= '~' and not '"' ? from[i] : '?';
        });
    }

    /// <summary>Appends a comment that <see cref="Clean"/> gave as the attribute <paramref name="type"/>.</summary>
    internal static void Write(NetlinkWriter writer, ushort type, string comment)
    {
        var data = writer.Attribute(type, comment.Length + 3);
        data[0] = CommentType;
        data[1] = (byte)(comment.Length + 1);
        Encoding.ASCII.GetBytes(comment, data[2..]);
    }

    /// <summary>The comment in a rule's user data; empty when there is none.</summary>
    internal static string Read(ReadOnlySpan<byte> userData)
    {
        while (userData.Length >= 2)
        {
            var length = userData[1];
            if (length > userData.Length - 2) return "";
            if (userData[0] == CommentType) return AttributeValue.Text(userData.Slice(2, length));
            userData = userData[(2 + length)..];
        }

        return "";
    }
}
