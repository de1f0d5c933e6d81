"""networking.k8s.io: everything counts its generation but addresses and ranges (upstream: pkg/registry/networking)."""

from __future__ import annotations

from sampan.api.generated import networking_v1
from sampan.apiserver.registry.strategies.base import Strategy


class IngressStrategy(Strategy[networking_v1.Ingress]):
    counts_generation = True


class IngressClassStrategy(Strategy[networking_v1.IngressClass]):
    counts_generation = True


class NetworkPolicyStrategy(Strategy[networking_v1.NetworkPolicy]):
    counts_generation = True
