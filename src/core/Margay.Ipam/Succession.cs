using System.Globalization;

namespace Margay.Ipam;

/// <summary>
/// Decides how the pods of one virtual machine follow each other in its addresses, which are held under one handle. The record of an
/// address names the pod that uses it, and beside that one that waits to take it over.
/// </summary>
public static class Succession
{
    /// <summary>The attribute that names the virtual machine instance.</summary>
    public const string VirtualMachine = "vmi-name";

    private const string Namespace = "namespace";

    /// <summary>The next step of a pod that has waited and uses the addresses now; whoever used them waits then. Done at once when it does.</summary>
    /// <param name="view">What is known; at the start of a run <see cref="IpamView.Aged"/>.</param>
    /// <param name="id">The virtual machine's handle.</param>
    /// <param name="pod">The pod.</param>
    public static IpamStep TakeOver(IpamView view, HandleId id, PodRef pod) =>
        Rewrite(view, id, holder => pod.IsIn(holder.Alternate) ? holder with { Attributes = holder.Alternate!, Alternate = holder.Attributes } : holder)
        ?? new IpamStep.Done([]);

    /// <summary>
    /// The next step of a pod that goes. One that waits for the addresses has them then; where none does, the virtual machine keeps them
    /// for its next pod.
    /// </summary>
    /// <param name="view">What is known; at the start of a run <see cref="IpamView.Aged"/>.</param>
    /// <param name="id">The virtual machine's handle.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="node">The pod's node.</param>
    /// <param name="isLast">The virtual machine goes too: addresses that no pod has any more are given back.</param>
    /// <param name="now">When the run began.</param>
    public static IpamStep Leave(IpamView view, HandleId id, PodRef pod, string node, bool isLast, DateTimeOffset now)
    {
        if (Rewrite(view, id, holder => Without(holder, pod, now)) is { } step) return step;
        var held = (view.HandleOf(id)?.Counts.Keys ?? []).Select(view.BlockAt).OfType<Block>().SelectMany(block => block.HeldBy(id));
        return isLast && held.All(one => one.Holder.VacantSince is not null) ? Release.ByHandle(view, id, node) : new IpamStep.Done([]);
    }

    /// <summary>The handle of the virtual machine of which a pod uses or awaits an address; null if it does not.</summary>
    public static HandleId? HandleOf(IpamView view, PodRef pod) => view.Blocks.SelectMany(block => block.Allocations).Select(held => held.Holder)
        .FirstOrDefault(holder => holder.Attributes.ContainsKey(VirtualMachine) && (pod.IsIn(holder.Attributes) || pod.IsIn(holder.Alternate)))?.Handle;

    /// <summary>The record of an address that the handle holds, once the pod has come in.</summary>
    internal static Holder Joined(Holder holder, AssignRequest request, DateTimeOffset now)
    {
        if (request.Tenancy == Tenancy.Sole || PodOf(request).IsIn(holder.Attributes)) return holder;
        if (request.Tenancy == Tenancy.Tenant || !holder.Attributes.ContainsKey("pod")) return request.HolderAt(now);
        return PodOf(request).IsIn(holder.Alternate) ? holder : holder with { Alternate = request.AttributesAt(now) };
    }

    /// <summary>Whether the pod waits to take the address over.</summary>
    internal static bool Awaits(Holder holder, AssignRequest request) => PodOf(request).IsIn(holder.Alternate);

    private static PodRef PodOf(AssignRequest request) => new(request.Namespace ?? "", request.Pod ?? "");

    private static Holder Without(Holder holder, PodRef pod, DateTimeOffset now)
    {
        if (pod.IsIn(holder.Alternate)) return holder with { Alternate = null };
        if (!pod.IsIn(holder.Attributes)) return holder;
        return holder.Alternate is { } next ? holder with { Attributes = next, Alternate = null } : holder with { Attributes = Vacant(holder, now) };
    }

    private static Dictionary<string, string> Vacant(Holder holder, DateTimeOffset now) => new()
    {
        [VirtualMachine] = holder.Attributes.GetValueOrDefault(VirtualMachine, ""),
        [Namespace] = holder.Attributes.GetValueOrDefault(Namespace, ""),
        ["timestamp"] = now.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
    };

    /// <summary>The step that brings the records of all addresses of a handle to what <paramref name="edit"/> makes of them; null if they are.</summary>
    private static IpamStep? Rewrite(IpamView view, HandleId id, Func<Holder, Holder> edit)
    {
        var key = IpamKey.Of(id);
        if (!view.IsFresh(key)) return new IpamStep.Read([key]);
        var blocks = view.HandleOf(id)?.Counts.Keys ?? [];
        var doubts = blocks.Select(IpamKey.Of).Where(block => !view.IsFresh(block)).ToList();
        if (doubts.Count > 0) return new IpamStep.Read(doubts);
        var writes = new List<IpamWrite>();
        foreach (var block in blocks.Select(view.BlockAt).OfType<Block>())
        {
            var after = block;
            foreach (var held in block.HeldBy(id))
            {
                var holder = edit(held.Holder);
                if (!holder.Equals(held.Holder)) after = after.WithHolder(held.Address, holder);
            }

            if (after != block) writes.Add(IpamWrite.Put(after));
        }

        return writes.Count == 0 ? null : new IpamStep.Write(writes);
    }
}
