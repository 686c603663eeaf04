using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 IPPool, IPAMBlock, BlockAffinity and IPAMHandle, entire.</summary>
internal static class IpamSchemas
{
    /// <summary>Calico's limit on the length of a selector.</summary>
    private const int MaxSelectorLength = 1024;

    /// <summary>The longest text of an IPv6 prefix.</summary>
    private const int MaxCidrLength = 48;

    public static ObjectSchema PoolSpec { get; } = Object(
        "A range of addresses for workloads, and how traffic of the range travels.",
        Required(
            Text(
                "cidr",
                "Range of the pool without host bits. It cannot be changed later.",
                Formats.Cidr,
                maxLength: MaxCidrLength)),
        Whole(
            "blockSize",
            "Prefix length of the blocks that nodes claim: 20 to 32 for IPv4 (26 unless set), 116 to 128 for IPv6 "
            + "(122 unless set). It cannot be changed later."),
        Choice(
            "ipipMode",
            "When packets to other nodes travel inside IP-in-IP; IPv4 only. CrossSubnet means only between subnets.",
            ["Never", "Always", "CrossSubnet"],
            "Never"),
        Choice(
            "vxlanMode",
            "When packets to other nodes travel inside VXLAN. CrossSubnet means only between subnets.",
            ["Never", "Always", "CrossSubnet"],
            "Never"),
        Flag("natOutgoing", "Whether packets that leave the pools get their node's address as source."),
        Flag("disabled", "Whether no new addresses are taken from the pool. Those in use stay."),
        Flag("disableBGPExport", "Whether routes of the pool are never announced over BGP."),
        Text(
            "nodeSelector",
            "Nodes that may take addresses from the pool by themselves.",
            Formats.Selector,
            "all()",
            maxLength: MaxSelectorLength),
        Text(
            "namespaceSelector",
            "Namespaces whose pods may take addresses from the pool by themselves; empty means any.",
            Formats.Selector,
            maxLength: MaxSelectorLength),
        Member("allowedUses", "What addresses of the pool are for. LoadBalancer must stand alone.", new ArraySchema
        {
            Items = new StringSchema { Allowed = ["Workload", "Tunnel", "LoadBalancer"] },
            MergesAsSet = true,
            Default = new DefaultValue.Texts(["Workload", "Tunnel"]),
        }),
        Choice(
            "assignmentMode",
            "Automatic, or Manual: only when somebody asks for the pool by name.",
            ["Automatic", "Manual"],
            "Automatic"));

    public static ObjectSchema PoolStatus { get; } = Object(
        "What is observed of the pool.",
        KeyedList(
            "conditions",
            "Conditions of the pool; Allocatable says whether addresses are handed out.",
            "type",
            MetadataSchema.Condition));

    public static ObjectSchema BlockSpec { get; } = Object(
        "One aligned slice of a pool and who holds each of its addresses. Written by address management only.",
        Required(Text("cidr", "Range of the block.", Formats.Cidr, maxLength: MaxCidrLength)),
        Text("affinity", "Owner of the block, host:NODE or virtual:NAME; absent means that nobody owns it."),
        Text("affinityClaimTime", "When the owner claimed the block.", Formats.DateTime),
        List(
            "allocations",
            "For each address in turn, the index of its record in attributes, or null when it is free.",
            new IntegerSchema { Minimum = 0, Nullable = true }),
        List(
            "unallocated",
            "Free addresses by their position in the block, in the order in which they will be handed out.",
            new IntegerSchema { Minimum = 0 }),
        List("attributes", "Records of who holds addresses; several addresses may share one.", Object(
            "Who holds an address.",
            Text("handle_id", "Handle under which the address is released."),
            TextMap("secondary", "What is known of the holder: pod, namespace, node, time."),
            TextMap("alternate", "The same of a pod that waits to take the address over."),
            TextMap("alternateOwnerAttrs", "What is known of a second holder during a live migration."),
            Text("releasedAt", "When the address was released, if it is still cooling down.", Formats.DateTime))),
        Long("sequenceNumber", "Grows by one with each write.", 0),
        Map(
            "sequenceNumberForAllocation",
            "By position, the sequence number at which the address was handed out; a release that names another is "
            + "stale.",
            new IntegerSchema { Minimum = 0, Format = "int64" }),
        Flag("deleted", "Whether the block is being deleted and counts as gone."),
        Flag("strictAffinity", "Kept for old manifests and ignored."));

    public static ObjectSchema AffinitySpec { get; } = Object(
        "A node's claim to a block. Written by address management only.",
        Choice(
            "state",
            "Where the claim stands. Only a confirmed one is ownership.",
            ["", "pending", "confirmed", "pendingDeletion"]),
        Required(Text("node", "Name of the owner.", minLength: 1)),
        Choice("type", "What the owner is; host unless set.", ["", "host", "virtual"]),
        Required(Text("cidr", "Range of the block.", Formats.Cidr, maxLength: MaxCidrLength)),
        Flag("deleted", "Whether the claim is being deleted and counts as gone."));

    public static ObjectSchema HandleSpec { get; } = Object(
        "How many addresses one holder has in each block. Written by address management only.",
        Required(Text("handleID", "The handle, as in NETWORK.CONTAINERID.", minLength: 1)),
        Map(
            "block",
            "By the block's range, how many addresses the handle has there.",
            new IntegerSchema { Minimum = 0 }),
        Flag("deleted", "Whether the handle is being deleted and counts as gone."));
}
