using Margay.Primitives;

namespace Margay.Names;

/// <summary>Names in DNS messages: labels with their lengths, and pointers to what stands before (RFC 1035, section 4.1.4).</summary>
internal static class DnsName
{
    private const byte PointerBits = 0xc0;
    private const int MaxWireLength = 255;

    /// <summary>Reads a name and goes past it; false if it is malformed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">Where the name begins; then where it ends.</param>
    /// <param name="name">The name; null for the root and for one that no policy can mean, as with other characters in it.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, out DomainName? name)
    {
        name = null;
        Span<char> text = stackalloc char[MaxWireLength];
        var (length, position, end) = (0, at, -1);
        while (true)
        {
            if (position >= message.Length) return false;
            var label = message[position];
            if ((label & PointerBits) == PointerBits)
            {
                if (position + 1 >= message.Length) return false;
                var target = ((label & ~PointerBits) << 8) | message[position + 1];
                if (end < 0) end = position + 2;
                // Only backwards, so that there is an end to it.
                if (target >= position) return false;
                position = target;
                continue;
            }

            if ((label & PointerBits) != 0 || position + 1 + label > message.Length) return false;
            position++;
            if (label == 0) break;
            if (length + label + 1 > MaxWireLength) return false;
            foreach (var octet in message.Slice(position, label)) text[length++] = octet == '.' ? '\\' : (char)octet;
            text[length++] = '.';
            position += label;
        }

        at = end < 0 ? position : end;
        if (DomainName.TryParse(text[..length], out var read)) name = read;
        return true;
    }
}
