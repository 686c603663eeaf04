namespace Margay.Host.Agent.Bgp;

/// <summary>What is known of a secret. No case says in its text form what is in it.</summary>
internal abstract record SecretState
{
    private SecretState()
    {
    }

    /// <summary>It is not there.</summary>
    public sealed record Absent : SecretState;

    /// <summary>It is there, with these entries.</summary>
    public sealed record Present(IReadOnlyDictionary<string, byte[]?> Entries) : SecretState;

    /// <summary>The API did not let it be read.</summary>
    public sealed record Unreadable(string Reason) : SecretState;
}
