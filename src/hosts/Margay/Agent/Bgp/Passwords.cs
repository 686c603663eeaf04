using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Margay.Model.Resources;

namespace Margay.Host.Agent.Bgp;

/// <summary>Passwords of sessions, out of secrets.</summary>
/// <param name="ns">The namespace of the secrets.</param>
/// <param name="secrets">What is known of them; one that is not there is on its way.</param>
internal sealed class Passwords(string ns, IReadOnlyDictionary<string, SecretState> secrets)
{
    /// <summary>As many bytes has the kernel for a key (<c>TCP_MD5SIG_MAXKEYLEN</c>).</summary>
    private const int MaxLength = 80;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The secrets that were asked for.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>Reads what <paramref name="wanted"/> names; null where it names nothing, or nothing that there must be.</summary>
    /// <returns>False with the reason, and what to do about it, if there is no such password. It quotes no entry.</returns>
    public bool TryRead(BgpPassword? wanted, out string? password, [NotNullWhen(false)] out string? problem)
    {
        (password, problem) = (null, null);
        if (wanted is null) return true;
        if (wanted.SecretKeyRef is not { Name.Length: > 0, Key.Length: > 0 } reference)
        {
            problem = "secretKeyRef is missing: write the name and the key of a secret";
            return false;
        }

        _asked.Add(reference.Name);
        var secret = $"the secret {ns}/{reference.Name}";
        switch (secrets.GetValueOrDefault(reference.Name))
        {
            case null:
                problem = $"{secret} has not been read yet";
                return false;
            case SecretState.Unreadable unreadable:
                problem = $"{secret} cannot be read ({unreadable.Reason}): let this agent get, list and watch it";
                return false;
            case SecretState.Absent when reference.Optional == true:
                return true;
            case SecretState.Absent:
                problem = $"there is no secret {ns}/{reference.Name}: make it, with the password under the key {reference.Key}";
                return false;
            case SecretState.Present present:
                if (present.Entries.TryGetValue(reference.Key, out var bytes)) return TryDecode(bytes ?? [], $"the key {reference.Key} of {secret}", out password, out problem);
                if (reference.Optional == true) return true;
                problem = $"{secret} has no key {reference.Key}: put the password there";
                return false;
            default:
                throw new UnreachableException();
        }
    }

    private static bool TryDecode(byte[] bytes, string entry, out string? password, [NotNullWhen(false)] out string? problem)
    {
        password = null;
        problem = bytes.Length switch
        {
            0 => $"{entry} is empty: put the password there",
            > MaxLength => $"{entry} has {bytes.Length} bytes: TCP takes {MaxLength}",
            _ when bytes[^1] is (byte)'\n' => $"{entry} ends with a line break: write it without (echo -n)",
            _ => null,
        };
        if (problem is not null) return false;
        try
        {
            password = Utf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            problem = $"{entry} is no text: write it in UTF-8";
            return false;
        }
    }
}
