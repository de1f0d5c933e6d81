"""The cluster's names (specification: Kubernetes DNS-Based Service Discovery; upstream: CoreDNS plugin/kubernetes).

    <service>.<ns>.svc.<domain>                       A, AAAA, SRV; CNAME for ExternalName
    _<port>._<protocol>.<service>.<ns>.svc.<domain>   SRV
    <endpoint>.<service>.<ns>.svc.<domain>            A, AAAA, SRV
    <a-b-c-d>.<ns>.pod.<domain>                       A
    dns-version.<domain>                              TXT
    <reversed address>.in-addr.arpa, .ip6.arpa        PTR, of Services and endpoints

A name that exists without records of the type is answered with none (NODATA); one that does not exist with
`Missing` (NXDOMAIN). Names come in lower case.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sampan.api.generated import core_v1 as core
from sampan.network.dns import wire
from sampan.network.dns.view import Target, View
from sampan.network.dns.wire import Record, Type

VERSION = '1.1.0'
VERSION_TTL = 28800
ADDRESS_TYPES = (Type.A, Type.AAAA)


class Missing(Exception):
    """There is no such name."""


@dataclass(slots=True)
class Found:
    """Records for a name. `alias` is the target of a CNAME that has to be followed."""

    answers: list[Record] = field(default_factory=list)
    additional: list[Record] = field(default_factory=list)
    alias: str = ''


@dataclass(frozen=True, slots=True)
class _Hit:
    """An address a name leads to, the port, and the name that belongs to the address alone."""

    name: str
    ip: str
    port: int


class Zone:
    """Names below the cluster domain, and reverse names."""

    def __init__(self, view: View, domain: str, dns_ip: str, ttl: int) -> None:
        self._view = view
        self.origin = f'{domain.strip(".").lower()}.'
        self._dns_ip = dns_ip
        self._ttl = ttl

    def contains(self, name: str) -> bool:
        return name == self.origin or name.endswith('.' + self.origin)

    def lookup(self, name: str, kind: int, serial: int) -> Found:
        """Records of a name in the zone. Raises `Missing`."""
        labels = name[: -len(self.origin)].rstrip('.').split('.') if name != self.origin else []
        if not labels:
            return self._apex(kind, serial)
        if kind == Type.TXT and labels == ['dns-version']:
            return Found([wire.text(name, VERSION, VERSION_TTL)])
        if labels == ['ns', 'dns']:
            return Found(_addresses(name, [self._dns_ip], kind, self._ttl))
        if kind == Type.TXT:
            return Found()
        return self._object(name, labels, kind)

    def reverse(self, name: str) -> list[Record]:
        """PTR records of an in-addr.arpa or ip6.arpa name; none when the address is not the cluster's."""
        ip = reversed_address(name)
        if ip is None:
            return []
        service = self._view.service_with_ip(ip)
        if service is not None:
            names = [self._name(service.metadata.name, service.metadata.namespace, 'svc')]
        else:
            names = [self._name(label, svc, ns, 'svc') for ns, svc, label in self._view.endpoints_with_ip(ip)]
        return [wire.pointing(name, Type.PTR, target, self._ttl) for target in names]

    def soa(self, serial: int) -> Record:
        return wire.soa(self.origin, serial, self._ttl)

    def _name(self, *labels: str) -> str:
        return f'{".".join(labels)}.{self.origin}'

    def _apex(self, kind: int, serial: int) -> Found:
        server = f'ns.dns.{self.origin}'
        if kind == Type.SOA:
            return Found([self.soa(serial)])
        if kind == Type.NS:
            return Found(
                [wire.pointing(self.origin, Type.NS, server, self._ttl)],
                [wire.address(server, self._dns_ip, self._ttl)],
            )
        return Found()

    def _object(self, name: str, labels: list[str], kind: int) -> Found:
        sort = labels.pop()
        if sort not in ('svc', 'pod'):
            raise Missing
        if not labels:
            return Found()
        namespace = labels.pop()
        if not self._view.has_namespace(namespace):
            raise Missing
        if not labels:
            return Found()
        owner = labels.pop()
        if sort == 'pod':
            if labels:
                raise Missing
            return Found(_addresses(name, [_pod_address(owner)], kind, self._ttl))
        return self._service(name, namespace, owner, labels, kind)

    def _service(self, name: str, namespace: str, owner: str, left: list[str], kind: int) -> Found:
        service = self._view.service(namespace, owner)
        if service is None or len(left) > 2:
            raise Missing
        if service.spec.type == 'ExternalName':
            return self._external(name, service, left, kind)
        hits = self._hits(service, left)
        if kind == Type.SRV:
            return self._srv(name, hits)
        return Found(_addresses(name, [hit.ip for hit in hits], kind, self._ttl))

    def _external(self, name: str, service: core.Service, left: list[str], kind: int) -> Found:
        target = service.spec.external_name.rstrip('.').lower() + '.'
        if len(left) == 1 or target == '.' or _is_address(target[:-1]):
            raise Missing
        if kind not in (*ADDRESS_TYPES, Type.CNAME):
            return Found()
        follow = target if kind in ADDRESS_TYPES else ''
        return Found([wire.pointing(name, Type.CNAME, target, self._ttl)], alias=follow)

    def _hits(self, service: core.Service, left: list[str]) -> list[_Hit]:
        """Where a Service's name, or one below it, leads. Raises `Missing` when nowhere."""
        namespace, owner = service.metadata.namespace, service.metadata.name
        endpoint = left[0] if len(left) == 1 else ''
        port, protocol = (_bare(left[0]), _bare(left[1])) if len(left) == 2 else ('', '')
        if endpoint or service.spec.cluster_ip == 'None':
            hits = [
                _Hit(self._name(target.label, owner, namespace, 'svc'), target.ip, target.port)
                for target in self._view.targets(namespace, owner)
                if endpoint in ('', target.label.lower()) and _fits(target, port, protocol)
            ]
        else:
            own = self._name(owner, namespace, 'svc')
            hits = [
                _Hit(own, ip, each.port)
                for each in service.spec.ports
                if port in ('', each.name.lower()) and protocol in ('', (each.protocol or 'TCP').lower())
                for ip in service.spec.cluster_ips or [service.spec.cluster_ip]
                if ip
            ]
        if not hits:
            raise Missing
        return hits

    def _srv(self, name: str, hits: Sequence[_Hit]) -> Found:
        """One record per name and port; equal weights that make 100, as CoreDNS counts them."""
        weight = max(1, 100 // len(hits))
        records = [wire.srv(name, weight, hit.port, hit.name, self._ttl) for hit in hits if hit.port > 0]
        additional = [wire.address(hit.name, hit.ip, self._ttl) for hit in hits]
        return Found(_unique(records), _unique(additional))


def reversed_address(name: str) -> str | None:
    """The address a reverse name stands for; None for a name that stands for none."""
    if name.endswith('.in-addr.arpa.'):
        parts = name[: -len('.in-addr.arpa.')].split('.')
        candidate = '.'.join(reversed(parts)) if len(parts) == 4 else ''
    elif name.endswith('.ip6.arpa.'):
        digits = ''.join(reversed(name[: -len('.ip6.arpa.')].split('.')))
        candidate = ':'.join(digits[start : start + 4] for start in range(0, 32, 4)) if len(digits) == 32 else ''
    else:
        return None
    return str(ipaddress.ip_address(candidate)) if _is_address(candidate) else None


def _addresses(name: str, ips: Iterable[str], kind: int, ttl: int) -> list[Record]:
    """The address records of the asked type."""
    return _unique(record for record in (wire.address(name, ip, ttl) for ip in ips) if record.type == kind)


def _unique(records: Iterable[Record]) -> list[Record]:
    return list(dict.fromkeys(records))


def _pod_address(label: str) -> str:
    """The address in a pod's name, as CoreDNS with `pods insecure`: no pod needs to have it."""
    if label.count('-') == 3 and '--' not in label:
        candidate = label.replace('-', '.')
    else:
        candidate = label.replace('-', ':')
    if not _is_address(candidate):
        raise Missing
    return candidate


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _bare(label: str) -> str:
    return label.removeprefix('_')


def _fits(target: Target, port: str, protocol: str) -> bool:
    return port in ('', target.port_name.lower()) and protocol in ('', target.protocol)
