using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Margay.Tests.Architecture;

/// <summary>Holds the project references of src/ against the house plan in DESIGN.md.</summary>
public sealed class ReferenceTableTests
{
    /// <summary>Each project and exactly the projects it may know.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["core/Margay.Primitives"] = "",
        ["core/Margay.Model"] = "Primitives",
        ["core/Margay.Policy"] = "Model Primitives",
        ["core/Margay.Ipam"] = "Model Primitives",
        ["core/Margay.Api"] = "Model Primitives",
        ["core/Margay.Routing"] = "Model Primitives",
        ["core/Margay.Netlink"] = "Primitives",
        ["core/Margay.CniSpec"] = "Primitives",
        ["core/Margay.Names"] = "Primitives",
        ["core/Margay.Bgp"] = "Primitives",
        ["core/Margay.Dataplane"] = "Model Netlink Primitives",
        ["system/Margay.Linux"] = "Netlink Primitives",
        ["system/Margay.Client"] = "Api Ipam Model Primitives",
        ["system/Margay.Store"] = "Api Model Primitives",
        ["system/Margay.Dataplane.Linux"] = "Dataplane Linux Model Netlink Primitives",
        ["system/Margay.Bgp.Speaker"] = "Bgp Primitives",
        ["hosts/Margay"] = "Api Bgp Bgp.Speaker Client CniSpec Dataplane Dataplane.Linux Ipam Linux Model Names Netlink Policy Primitives Routing Store",
        ["hosts/Margay.Cni"] = "CniSpec Linux Primitives",
    };

    public static TheoryData<string> Projects()
    {
        var rows = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories))
            rows.Add(Path.GetRelativePath(Root(), file));
        return rows;
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_the_rooms_the_plan_gives_it(string project)
    {
        var room = Path.GetDirectoryName(Path.GetRelativePath("src", project))!.Replace('\\', '/');
        Assert.True(Allowed.TryGetValue(room, out var allowed), $"{room} has no line in the table: give it one in DESIGN.md first");
        var known = XDocument.Load(Path.Combine(Root(), project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)["Margay.".Length..]);
        Assert.Empty(known.Except(allowed!.Split(' ')));
    }

    [Fact]
    public void Every_room_of_the_table_exists() =>
        Assert.All(Allowed.Keys, room => Assert.True(Directory.Exists(Path.Combine(Root(), "src", room)), room));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
