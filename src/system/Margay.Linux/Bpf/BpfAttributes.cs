using System.Runtime.InteropServices;

namespace Margay.Linux.Bpf;

/// <summary>union bpf_attr, for BPF_MAP_CREATE.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CreateMapAttributes
{
    public uint Kind;
    public uint KeyLength;
    public uint ValueLength;
    public uint Capacity;
    public uint Flags;
    public uint InnerMap;
    public uint NumaNode;
    public ObjectName Name;
}

/// <summary>union bpf_attr, for BPF_MAP_*_ELEM and BPF_MAP_GET_NEXT_KEY.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElementAttributes
{
    public uint Map;
    public ulong Key;
    public ulong Value;
    public ulong Flags;
}

/// <summary>union bpf_attr, for BPF_PROG_LOAD.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LoadAttributes
{
    public uint Kind;
    public uint Count;
    public ulong Instructions;
    public ulong License;
    public uint LogLevel;
    public uint LogLength;
    public ulong Log;
    public uint KernelVersion;
    public uint Flags;
    public ObjectName Name;
}

/// <summary>union bpf_attr, for BPF_PROG_ATTACH and BPF_PROG_DETACH.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttachAttributes
{
    public uint Link;
    public uint Program;
    public uint Kind;
    public uint Flags;
    public uint Replaced;
    public uint Relative;
    public ulong Revision;
}

/// <summary>union bpf_attr, for BPF_PROG_QUERY.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct QueryAttributes
{
    public uint Link;
    public uint Kind;
    public uint QueryFlags;
    public uint AttachFlags;
    public ulong Programs;
    public uint Count;
    public uint Padding;
    public ulong ProgramFlags;
    public ulong Links;
    public ulong LinkFlags;
    public ulong Revision;
}

/// <summary>union bpf_attr, for BPF_*_GET_FD_BY_ID.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IdAttributes
{
    public uint Id;
    public uint Next;
    public uint Flags;
}

/// <summary>union bpf_attr, for BPF_OBJ_GET_INFO_BY_FD.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InfoAttributes
{
    public uint Descriptor;
    public uint Length;
    public ulong Info;
}

/// <summary>struct bpf_prog_info up to the name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramInfo
{
    public uint Kind;
    public uint Id;
    public ulong Tag;
    public uint CompiledLength;
    public uint TranslatedLength;
    public ulong Compiled;
    public ulong Translated;
    public ulong LoadTime;
    public uint User;
    public uint MapCount;
    public ulong MapIds;
    public ObjectName Name;
}

/// <summary>struct bpf_map_info up to the name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapInfo
{
    public uint Kind;
    public uint Id;
    public uint KeyLength;
    public uint ValueLength;
    public uint Capacity;
    public uint Flags;
    public ObjectName Name;
}
