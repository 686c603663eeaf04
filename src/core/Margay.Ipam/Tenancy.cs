namespace Margay.Ipam;

/// <summary>How a pod shares addresses with other pods of the same handle.</summary>
public enum Tenancy
{
    /// <summary>Not at all: the handle is the pod's own.</summary>
    Sole,

    /// <summary>The pod uses the addresses from now on, whichever pod of its virtual machine did before.</summary>
    Tenant,

    /// <summary>The pod waits to take them over from one that uses them, as the target of a live migration. Where none does, it uses them.</summary>
    Successor,
}
