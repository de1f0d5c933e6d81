"""Network policies. Upstream: pkg/apis/networking/validation."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from sampan.api.generated import networking_v1 as networking
from sampan.api.validation.common import Errors, checked, cidr, label_selector, port_number
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_PROTOCOLS = ('TCP', 'UDP', 'SCTP')
_TYPES = ('Ingress', 'Egress')


def network_policy(obj: networking.NetworkPolicy) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _spec(obj.spec, frozenset())


def network_policy_update(new: networking.NetworkPolicy, old: networking.NetworkPolicy) -> Errors:
    """Blocks that are in the old policy are not looked at again, wherever they stand now."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _spec(new.spec, frozenset(_blocks(old.spec)))


def _blocks(spec: networking.NetworkPolicySpec) -> Iterator[str]:
    peers = [peer for rule in spec.ingress for peer in rule.from_] + [peer for rule in spec.egress for peer in rule.to]
    for peer in peers:
        if peer.ip_block is not None:
            yield peer.ip_block.cidr
            yield from peer.ip_block.except_


def _spec(spec: networking.NetworkPolicySpec, known: frozenset[str]) -> Errors:
    yield from label_selector(_SPEC.child('podSelector'), spec.pod_selector)
    for index, ingress in enumerate(spec.ingress):
        path = _SPEC.child('ingress').index(index)
        yield from _ports(path.child('ports'), ingress.ports)
        yield from _peers(path.child('from'), ingress.from_, known)
    for index, egress in enumerate(spec.egress):
        path = _SPEC.child('egress').index(index)
        yield from _ports(path.child('ports'), egress.ports)
        yield from _peers(path.child('to'), egress.to, known)
    where = _SPEC.child('policyTypes')
    if len(spec.policy_types) > len(_TYPES):
        yield field.invalid(where, spec.policy_types, 'may not specify more than two policyTypes')
        return
    for index, kind in enumerate(spec.policy_types):
        if kind not in _TYPES:
            yield field.not_supported(where.index(index), kind, _TYPES)


def _ports(path: Path, ports: list[networking.NetworkPolicyPort]) -> Errors:
    for index, port in enumerate(ports):
        yield from _port(path.index(index), port)


def _port(path: Path, entry: networking.NetworkPolicyPort) -> Errors:
    where, end, last = path.child('port'), path.child('endPort'), entry.end_port
    if entry.protocol is not None and entry.protocol not in _PROTOCOLS:
        yield field.not_supported(path.child('protocol'), entry.protocol, _PROTOCOLS)
    if isinstance(entry.port, int):
        yield from port_number(where, entry.port)
        if last is not None:
            if last < entry.port:
                yield field.invalid(end, last, 'must be greater than or equal to `port`')
            yield from port_number(end, last)
    elif entry.port is not None:
        if last is not None:
            yield field.invalid(end, last, 'may not be specified when `port` is non-numeric')
        yield from checked(where, entry.port, names.port_name)
    elif last is not None:
        yield field.invalid(end, last, 'may not be specified when `port` is not specified')


def _peers(path: Path, peers: list[networking.NetworkPolicyPeer], known: frozenset[str]) -> Errors:
    for index, peer in enumerate(peers):
        yield from _peer(path.index(index), peer, known)


def _peer(path: Path, peer: networking.NetworkPolicyPeer, known: frozenset[str]) -> Errors:
    selects = peer.pod_selector is not None or peer.namespace_selector is not None
    yield from label_selector(path.child('podSelector'), peer.pod_selector)
    yield from label_selector(path.child('namespaceSelector'), peer.namespace_selector)
    if peer.ip_block is not None:
        yield from _block(path.child('ipBlock'), peer.ip_block, known)
        if selects:
            yield field.forbidden(path, 'may not specify both ipBlock and another peer')
    elif not selects:
        yield field.required(path, 'must specify a peer')


def _block(path: Path, block: networking.IPBlock, known: frozenset[str]) -> Errors:
    if not block.cidr:
        yield field.required(path.child('cidr'))
        return
    if block.cidr not in known:
        yield from cidr(path.child('cidr'), block.cidr)
    whole = _network(block.cidr)
    if whole is None:
        return
    for index, text in enumerate(block.except_):
        where = path.child('except').index(index)
        if text not in known:
            yield from cidr(where, text)
        part = _network(text)
        if part is not None and not _inside(part, whole):
            yield field.invalid(where, text, 'must be a strict subset of `cidr`')


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The block, its host bits forgotten; None if it is none."""
    try:
        return ipaddress.ip_network(text, strict=False) if '/' in text else None
    except ValueError:
        return None


def _inside(
    part: ipaddress.IPv4Network | ipaddress.IPv6Network, whole: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    return part.network_address in whole and part.prefixlen > whole.prefixlen
