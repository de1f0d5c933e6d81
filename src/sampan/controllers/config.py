"""The knobs of the controllers, named and defaulted as kube-controller-manager's flags. Durations in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ControllersConfig:
    cluster_signing_cert_file: Path | None = None  # PEM; with the key: certificates are signed
    cluster_signing_key_file: Path | None = None
    service_account_private_key_file: Path | None = None  # PEM; signs the tokens in Secrets
    cluster_signing_duration: float = 365 * 24 * 3600.0
    root_ca: str = ''  # PEM of the cluster's CA, for kube-root-ca.crt
    cluster_cidrs: tuple[str, ...] = ('10.244.0.0/16',)
    service_cidrs: tuple[str, ...] = ('10.96.0.0/12',)
    node_cidr_mask_size_ipv4: int = 24
    node_cidr_mask_size_ipv6: int = 64
    allocate_node_cidrs: bool = True
    node_monitor_period: float = 5.0
    node_monitor_grace_period: float = 50.0
    node_startup_grace_period: float = 60.0
    node_eviction_rate: float = 0.1
    secondary_node_eviction_rate: float = 0.01
    large_cluster_size_threshold: int = 50
    unhealthy_zone_threshold: float = 0.55
    terminated_pod_gc_threshold: int = 12500
    pod_gc_period: float = 20.0
    resource_quota_sync_period: float = 300.0
    pod_gc_quarantine: float = 40.0
    max_endpoints_per_slice: int = 100
    gc_absent_owner_cache_size: int = 500
