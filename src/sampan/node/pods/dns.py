"""A pod's resolver settings and its host names (upstream: pkg/kubelet/network/dns)."""

from __future__ import annotations

from dataclasses import dataclass

from sampan.api.generated import core_v1 as core

MAX_SERVERS = 3
MAX_SEARCHES = 32
MAX_SEARCH_TEXT = 2048
NDOTS = 'ndots:5'


@dataclass(frozen=True, slots=True)
class Resolver:
    servers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def parse_resolv_conf(text: str) -> Resolver:
    """The node's own settings; the last `search` line counts, as in the C library."""
    servers: list[str] = []
    searches: list[str] = []
    options: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if not words or words[0][0] in '#;':
            continue
        if words[0] == 'nameserver' and len(words) > 1:
            servers.append(words[1])
        elif words[0] == 'search':
            searches = [w.rstrip('.') or '.' for w in words[1:]]
        elif words[0] == 'options':
            options.extend(words[1:])
    return Resolver(tuple(servers), tuple(searches), tuple(options))


def pod_resolver(pod: core.Pod, host: Resolver, servers: tuple[str, ...], domain: str) -> Resolver:
    """By dnsPolicy, then dnsConfig on top; limits as the API promises them."""
    base = _by_policy(pod, host, servers, domain)
    extra = pod.spec.dns_config
    if extra is not None:
        options = [o.name if o.value is None else f'{o.name}:{o.value}' for o in extra.options]
        base = Resolver(
            _unique((*base.servers, *extra.nameservers)),
            _unique((*base.searches, *extra.searches)),
            _merged_options(base.options, tuple(options)),
        )
    return _limited(base)


def _by_policy(pod: core.Pod, host: Resolver, servers: tuple[str, ...], domain: str) -> Resolver:
    policy = pod.spec.dns_policy or 'ClusterFirst'
    if policy == 'None':
        return Resolver()
    cluster = policy == 'ClusterFirstWithHostNet' or (policy == 'ClusterFirst' and not pod.spec.host_network)
    if not cluster or not servers:
        return host
    searches = (f'{pod.metadata.namespace}.svc.{domain}', f'svc.{domain}', domain) if domain else ()
    return Resolver(servers, _unique((*searches, *host.searches)), _unique((*host.options, NDOTS)))


def _unique(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _merged_options(base: tuple[str, ...], extra: tuple[str, ...]) -> tuple[str, ...]:
    """An option of the pod's own replaces one of the same name."""
    by_name = {o.partition(':')[0]: o for o in base}
    by_name.update({o.partition(':')[0]: o for o in extra})
    return tuple(by_name.values())


def _limited(resolver: Resolver) -> Resolver:
    searches: list[str] = []
    for search in resolver.searches[:MAX_SEARCHES]:
        if len(' '.join([*searches, search])) > MAX_SEARCH_TEXT:
            break
        searches.append(search)
    return Resolver(resolver.servers[:MAX_SERVERS], tuple(searches), resolver.options)


def host_name(pod: core.Pod, domain: str) -> tuple[str, str]:
    """The pod's host name (at most 63 characters) and, if it has a subdomain, its domain."""
    if pod.spec.hostname_override is not None:
        return pod.spec.hostname_override, ''
    name = (pod.spec.hostname or pod.metadata.name)[:63].rstrip('-.')
    if not pod.spec.subdomain:
        return name, ''
    return name, f'{pod.spec.subdomain}.{pod.metadata.namespace}.svc.{domain}'


def hosts_file(pod: core.Pod, ips: tuple[str, ...], domain: str, node_hosts: str) -> str:
    """/etc/hosts of the pod's containers; host-network pods get the node's with their own aliases."""
    if pod.spec.host_network:
        return f'# Kubernetes-managed hosts file (host network).\n{node_hosts}{_aliases(pod)}'
    name, search = host_name(pod, domain)
    lines = [
        '# Kubernetes-managed hosts file.',
        '127.0.0.1\tlocalhost',
        '::1\tlocalhost ip6-localhost ip6-loopback',
        'fe00::\tip6-localnet',
        'fe00::\tip6-mcastprefix',
        'fe00::1\tip6-allnodes',
        'fe00::2\tip6-allrouters',
    ]
    for ip in ips:
        lines.append(f'{ip}\t{name}.{search}\t{name}' if search else f'{ip}\t{name}')
    return '\n'.join(lines) + '\n' + _aliases(pod)


def _aliases(pod: core.Pod) -> str:
    if not pod.spec.host_aliases:
        return ''
    lines = ['', '# Entries added by HostAliases.']
    lines.extend('\t'.join([alias.ip, *alias.hostnames]) for alias in pod.spec.host_aliases)
    return '\n'.join(lines) + '\n'
