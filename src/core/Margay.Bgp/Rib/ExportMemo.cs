using System.Runtime.CompilerServices;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>What became of paths on their way out, so that prefixes that came together still share their attributes.</summary>
internal sealed class ExportMemo(ExportConfig config, IpFamily family)
{
    private const int MaxKnown = 4096;

    private readonly Dictionary<(BgpPath Path, PathAttributes Attributes), PathAttributes?> _known = new(Sameness.Instance);

    public PathAttributes? Attributes(BgpPath path, PathAttributes attributes)
    {
        if (_known.TryGetValue((path, attributes), out var known)) return known;
        if (_known.Count == MaxKnown) _known.Clear();
        return _known[(path, attributes)] = RouteExport.Attributes(config, path, attributes, family);
    }

    private sealed class Sameness : IEqualityComparer<(BgpPath Path, PathAttributes Attributes)>
    {
        public static readonly Sameness Instance = new();

        public bool Equals((BgpPath Path, PathAttributes Attributes) x, (BgpPath Path, PathAttributes Attributes) y) =>
            ReferenceEquals(x.Path, y.Path) && ReferenceEquals(x.Attributes, y.Attributes);

        public int GetHashCode((BgpPath Path, PathAttributes Attributes) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Path), RuntimeHelpers.GetHashCode(key.Attributes));
    }
}
