using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>What holds addresses and has labels: a pod, a host endpoint or a network set.</summary>
/// <remarks>Policies select pods and host endpoints, rules look for all three.</remarks>
internal abstract class Holder
{
    private Holder()
    {
    }

    /// <summary>The namespace; null for what is in none.</summary>
    public string? Namespace { get; protected init; }

    /// <summary>The namespace's labels; null if it is in no namespace, or the cluster does not have it.</summary>
    public LabelSet? NamespaceLabels { get; protected init; }

    /// <summary>The service account; null for what runs under none.</summary>
    public string? Account { get; protected init; }

    /// <summary>The account's labels; null if there is no account, or the cluster does not have it.</summary>
    public LabelSet? AccountLabels { get; protected init; }

    /// <summary>What Calico's selectors read: its own labels, those it inherits, and those the system gives.</summary>
    public abstract LabelSet Labels { get; }

    /// <summary>What it is, as in <c>pod shop/web</c>.</summary>
    public abstract override string ToString();

    /// <summary>The numbers of its ports with this name and protocol.</summary>
    public virtual IReadOnlyList<int> PortsNamed(string name, IpProtocol protocol) => [];

    /// <summary>A pod with an interface of its own.</summary>
    internal sealed class Pod : Holder
    {
        private readonly Lazy<LabelSet> _labels;

        public Pod(Model.Resources.Pod resource, ClusterIndex cluster)
        {
            Resource = resource;
            Namespace = ClusterState.NamespaceOf(resource);
            NamespaceLabels = cluster.NamespaceLabels(Namespace);
            Account = resource.Spec?.ServiceAccountName is { Length: > 0 } account ? account : null;
            AccountLabels = Account is null ? null : cluster.AccountLabels(Namespace, Account);
            KnownNamespace = cluster.FindNamespace(Namespace);
            _labels = new Lazy<LabelSet>(() => EndpointLabels.OfPod(this));
        }

        public Model.Resources.Pod Resource { get; }

        /// <summary>The pod's namespace as it is stored; null if the cluster does not have it.</summary>
        public Model.Resources.Namespace? KnownNamespace { get; }

        public override LabelSet Labels => _labels.Value;

        public override IReadOnlyList<int> PortsNamed(string name, IpProtocol protocol) => Resource.PortsNamed(name, protocol);

        public override string ToString() => $"pod {Namespace}/{Resource.Metadata.Name}";
    }

    /// <summary>A host endpoint; in no namespace.</summary>
    internal sealed class Host(Model.Resources.HostEndpoint resource, ClusterIndex cluster) : Holder
    {
        private readonly Lazy<LabelSet> _labels = new(() => EndpointLabels.OfHost(resource, cluster));

        public Model.Resources.HostEndpoint Resource => resource;

        public override LabelSet Labels => _labels.Value;

        public override IReadOnlyList<int> PortsNamed(string name, IpProtocol protocol) =>
            [.. (resource.Spec?.Ports ?? [])
                .Where(port => port?.Name == name && IpProtocol.TryParse(port.Protocol, out var own) && own == protocol)
                .Select(port => port.Port)];

        public override string ToString() => $"host endpoint {resource.Metadata.Name}";
    }

    /// <summary>A network set, of a namespace or of none.</summary>
    internal sealed class Set : Holder
    {
        private readonly IReadOnlyList<Cidr> _nets;
        private readonly Lazy<LabelSet> _labels;
        private readonly string _name;

        public Set(Model.Resources.Resource resource, Model.Resources.NetworkSetSpec? spec, string? ns, ClusterIndex cluster)
        {
            Namespace = ns;
            NamespaceLabels = ns is null ? null : cluster.NamespaceLabels(ns);
            _name = ns is null ? $"global network set {resource.Metadata.Name}" : $"network set {ns}/{resource.Metadata.Name}";
            _nets = [.. (spec?.Nets ?? []).Select(text => Cidr.TryParse(text, out var net) ? net : default).Where(net => !net.IsNone)];
            _labels = new Lazy<LabelSet>(() => EndpointLabels.OfSet(resource, this));
        }

        public override LabelSet Labels => _labels.Value;

        /// <summary>Whether one of its prefixes has the address in it.</summary>
        public bool Contains(IpAddr address) => _nets.Any(net => net.Contains(address));

        public override string ToString() => _name;
    }
}
