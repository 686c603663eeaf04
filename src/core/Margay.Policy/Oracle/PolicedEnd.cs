namespace Margay.Policy.Oracle;

/// <summary>Where on a packet's way policy is asked. Pods have the normal hook only.</summary>
public enum PolicyHook : byte
{
    /// <summary>At a pod; at a host endpoint, for what its node itself sends and receives.</summary>
    Normal,

    /// <summary>At a host endpoint, for what goes through it to or from somebody else.</summary>
    Forward,

    /// <summary>At a host endpoint, before connections are tracked.</summary>
    Untracked,

    /// <summary>At a host endpoint, for what comes in, before its destination is translated.</summary>
    PreDnat,
}

/// <summary>Something that policies select and judge.</summary>
public abstract record PolicedEnd
{
    private PolicedEnd()
    {
    }

    /// <summary>A pod.</summary>
    public sealed record Pod(string Namespace, string Name) : PolicedEnd
    {
        /// <summary><c>namespace/name</c>.</summary>
        public override string ToString() => $"{Namespace}/{Name}";
    }

    /// <summary>A host endpoint.</summary>
    public sealed record HostEndpoint(string Name) : PolicedEnd
    {
        /// <summary><c>host endpoint name</c>.</summary>
        public override string ToString() => $"host endpoint {Name}";
    }
}
