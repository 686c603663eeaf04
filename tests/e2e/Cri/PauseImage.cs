using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Margay.Tests.E2e.Cri;

/// <summary>An OCI image of one static busybox that sleeps: what a sandbox runs, made without a registry.</summary>
internal static class PauseImage
{
    public const string Name = "local.test/pause:latest";

    /// <summary>Writes an OCI layout tar for <c>ctr images import</c>.</summary>
    public static void Write(string path, string busybox)
    {
        var layer = Tar(("bin/sleep", File.ReadAllBytes(busybox), UnixFileMode.UserRead | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
        var config = Utf8($$$"""
            {"architecture":"amd64","os":"linux","config":{"Cmd":["/bin/sleep","3600"]},"rootfs":{"type":"layers","diff_ids":["{{{Digest(layer)}}}"]}}
            """);
        var manifest = Utf8($$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{Digest(config)}}}","size":{{{config.Length}}}},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{{Digest(layer)}}}","size":{{{layer.Length}}}}]}
            """);
        var index = Utf8($$$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Digest(manifest)}}}",
             "size":{{{manifest.Length}}},"annotations":{"io.containerd.image.name":"{{{Name}}}"}}]}
            """);
        File.WriteAllBytes(path, Tar(
            ("oci-layout", Utf8("""{"imageLayoutVersion":"1.0.0"}"""), Readable),
            ("index.json", index, Readable),
            (Blob(manifest), manifest, Readable),
            (Blob(config), config, Readable),
            (Blob(layer), layer, Readable)));
    }

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static string Blob(byte[] content) => $"blobs/sha256/{Digest(content)["sha256:".Length..]}";

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Tar(params (string Name, byte[] Content, UnixFileMode Mode)[] files)
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content, mode) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    Mode = mode,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = new MemoryStream(content),
                });
            }
        }

        return buffer.ToArray();
    }
}
