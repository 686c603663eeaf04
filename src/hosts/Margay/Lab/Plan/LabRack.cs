using Margay.Primitives;

namespace Margay.Host.Lab.Plan;

/// <summary>One rack of a lab with two tiers: a router that its nodes and the spine are connected to.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Namespace">The name of its router's network namespace.</param>
internal sealed record LabRack(int Number, string Namespace)
{
    /// <summary>The AS of the spine; the racks' follow it.</summary>
    public const uint SpineAs = 65000;

    /// <summary>The label by which the nodes of a rack are selected.</summary>
    public const string Label = "rack";

    /// <summary>The router's interface to the spine.</summary>
    public const string Uplink = "up0";

    /// <summary>Length of the point-to-point prefix between router and spine (RFC 3021).</summary>
    public const int V4UplinkLength = 31;

    /// <summary>The same for IPv6 (RFC 6164).</summary>
    public const int V6UplinkLength = 127;

    /// <summary>As in <c>r1</c>: the router's process, the spine's port to it, and the label's value.</summary>
    public string Name => $"r{Number}";

    /// <summary>The router's AS.</summary>
    public uint As => SpineAs + (uint)Number;

    /// <summary>The router's address in the rack.</summary>
    public IpAddr V4 => IpAddr.Parse($"172.30.{Number}.1");

    /// <summary>The router's address in the rack.</summary>
    public IpAddr V6 => IpAddr.Parse($"fd30:{Number}::1");

    /// <summary>The router's address towards the spine; the spine's is the one before it.</summary>
    public IpAddr V4Up => IpAddr.Parse($"172.31.{Number}.1");

    /// <summary>The router's address towards the spine; the spine's is the one before it.</summary>
    public IpAddr V6Up => IpAddr.Parse($"fd31:{Number}::1");

    /// <summary>The spine's address towards the router.</summary>
    public IpAddr V4Spine => IpAddr.Parse($"172.31.{Number}.0");

    /// <summary>The spine's address towards the router.</summary>
    public IpAddr V6Spine => IpAddr.Parse($"fd31:{Number}::");
}
