namespace Margay.Dataplane.Bpf;

/// <summary>The registers: R0 is a call's result and the verdict, R1 to R5 its arguments, R6 to R9 outlive it, R10 is the end of the stack.</summary>
public enum BpfRegister : byte
{
    /// <summary>Results.</summary>
    R0,

    /// <summary>The first argument; at the beginning the packet's context.</summary>
    R1,

    /// <summary>The second argument.</summary>
    R2,

    /// <summary>The third argument.</summary>
    R3,

    /// <summary>The fourth argument.</summary>
    R4,

    /// <summary>The fifth argument.</summary>
    R5,

    /// <summary>Kept by calls.</summary>
    R6,

    /// <summary>Kept by calls.</summary>
    R7,

    /// <summary>Kept by calls.</summary>
    R8,

    /// <summary>Kept by calls.</summary>
    R9,

    /// <summary>The end of the stack, read only.</summary>
    R10,
}

/// <summary>How much is loaded or stored (BPF_SIZE).</summary>
public enum BpfSize : byte
{
    /// <summary>32 bits.</summary>
    Bits32 = 0x00,

    /// <summary>16 bits.</summary>
    Bits16 = 0x08,

    /// <summary>8 bits.</summary>
    Bits8 = 0x10,

    /// <summary>64 bits.</summary>
    Bits64 = 0x18,
}

/// <summary>Arithmetic on 64 bits (BPF_OP).</summary>
public enum BpfOperation : byte
{
    /// <summary>Adds.</summary>
    Add = 0x00,

    /// <summary>Or.</summary>
    Or = 0x40,

    /// <summary>And.</summary>
    And = 0x50,

    /// <summary>Shifts left.</summary>
    ShiftLeft = 0x60,

    /// <summary>Shifts right, zeros coming in.</summary>
    ShiftRight = 0x70,

    /// <summary>Exclusive or.</summary>
    Xor = 0xa0,

    /// <summary>Moves.</summary>
    Move = 0xb0,
}

/// <summary>When a jump is made (BPF_OP); comparisons are of unsigned 64 bits.</summary>
public enum BpfCondition : byte
{
    /// <summary>Equal.</summary>
    Equal = 0x10,

    /// <summary>Greater.</summary>
    Greater = 0x20,

    /// <summary>Not equal.</summary>
    NotEqual = 0x50,

    /// <summary>Less or equal.</summary>
    LessOrEqual = 0xb0,
}

/// <summary>Functions of the kernel that programs call, by number (bpf-helpers(7)).</summary>
public enum BpfFunction
{
    /// <summary>bpf_map_lookup_elem: the address of a value, or zero.</summary>
    MapLookup = 1,

    /// <summary>bpf_skb_store_bytes.</summary>
    StoreBytes = 9,

    /// <summary>bpf_l3_csum_replace.</summary>
    ReplaceChecksum = 10,

    /// <summary>bpf_redirect.</summary>
    Redirect = 23,

    /// <summary>bpf_skb_pull_data.</summary>
    PullData = 39,

    /// <summary>bpf_skb_adjust_room.</summary>
    AdjustRoom = 50,

    /// <summary>bpf_redirect_neigh.</summary>
    RedirectNeighbour = 152,
}
