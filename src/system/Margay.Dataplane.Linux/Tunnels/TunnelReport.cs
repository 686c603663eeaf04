namespace Margay.Dataplane.Linux.Tunnels;

/// <summary>What one apply did to a tunnel.</summary>
/// <param name="Written">Entries and properties written.</param>
/// <param name="IsNewDevice">The device was made, made anew, or removed: its routes went with the old one.</param>
public sealed record TunnelReport(int Written, bool IsNewDevice);
