"""Warnings about ingresses and network policies. Upstream: pkg/registry/networking/*/strategy.go."""

from __future__ import annotations

from collections.abc import Iterator

from sampan.api.generated import networking_v1 as networking
from sampan.api.warnings.services import block_warnings

_CLASS = 'kubernetes.io/ingress.class'


def ingress_warnings(ingress: networking.Ingress) -> Iterator[str]:
    """The annotation that the class had before it had a field."""
    if _CLASS in ingress.metadata.annotations:
        yield f'annotation "{_CLASS}" is deprecated, please use \'spec.ingressClassName\' instead'


def network_policy_warnings(policy: networking.NetworkPolicy) -> Iterator[str]:
    """Blocks in odd spellings."""
    for number, ingress in enumerate(policy.spec.ingress):
        yield from _peers(f'spec.ingress[{number}].from', ingress.from_)
    for number, egress in enumerate(policy.spec.egress):
        yield from _peers(f'spec.egress[{number}].to', egress.to)


def _peers(path: str, peers: list[networking.NetworkPolicyPeer]) -> Iterator[str]:
    for number, peer in enumerate(peers):
        if peer.ip_block is not None:
            where = f'{path}[{number}].ipBlock'
            yield from block_warnings(f'{where}.cidr', peer.ip_block.cidr)
            for index, text in enumerate(peer.ip_block.except_):
                yield from block_warnings(f'{where}.except[{index}]', text)
