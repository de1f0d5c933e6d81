"""What an API server can be told."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.apiserver.admission.config import AdmissionConfig
from sampan.apiserver.http.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sampan.apiserver.audit.config import AuditConfig
    from sampan.apiserver.authn.flags import OidcFlags
    from sampan.apiserver.authn.request_headers import RequestHeaderConfig
    from sampan.apiserver.http.tls import TlsConfig


@dataclass(frozen=True, slots=True)
class KubeletClientConfig:
    """How the API server speaks to kubelets: its client certificate, and the authority of theirs. PEM files."""

    certificate: Path
    key: Path
    ca: Path


@dataclass(frozen=True, slots=True)
class ProxyClientConfig:
    """The client certificate by which aggregated API servers know this one as their front proxy. PEM files."""

    certificate: Path  # --proxy-client-cert-file
    key: Path  # --proxy-client-key-file


@dataclass(frozen=True, slots=True)
class ApiServerConfig:
    """Upstream's flags of the same meaning are named behind each field."""

    host: str = '127.0.0.1'  # --bind-address
    port: int = 6443  # --secure-port; 0 takes a free one
    tls: TlsConfig | None = None  # --tls-cert-file, --tls-private-key-file, --client-ca-file; None: plain HTTP
    advertise_address: str = ''  # --advertise-address; empty: `host`
    service_cidr: str = '10.96.0.0/12'  # --service-cluster-ip-range
    signing_key: Path | None = None  # --service-account-signing-key-file; None: a fresh key for this process
    service_account_keys: Sequence[Path] = ()  # --service-account-key-file, besides the signing key
    issuer: str = 'https://kubernetes.default.svc.cluster.local'  # --service-account-issuer
    audiences: Sequence[str] = ()  # --api-audiences; empty: the issuer
    token_file: Path | None = None  # --token-auth-file
    kubelet_client: KubeletClientConfig | None = None  # --kubelet-client-certificate and its sisters
    proxy_client: ProxyClientConfig | None = None  # --proxy-client-cert-file and its sister
    anonymous: bool = True  # --anonymous-auth
    authentication_config: Path | None = None  # --authentication-config
    bootstrap_token_auth: bool = False  # --enable-bootstrap-token-auth
    token_webhook: Path | None = None  # --authentication-token-webhook-config-file
    token_webhook_version: str = 'v1beta1'  # --authentication-token-webhook-version
    token_webhook_ttl: float = 120.0  # --authentication-token-webhook-cache-ttl, seconds
    oidc: OidcFlags | None = None  # --oidc-issuer-url and its sisters; not together with the configuration
    request_header: RequestHeaderConfig | None = None  # --requestheader-client-ca-file and its sisters
    jwks_uri: str = ''  # --service-account-jwks-uri; empty: this server's own
    max_token_expiration: float = 0.0  # --service-account-max-token-expiration, seconds; 0: no limit
    extend_token_expiration: bool = True  # --service-account-extend-token-expiration
    request_timeout: float = 60.0  # --request-timeout, seconds
    priority_and_fairness: bool = True  # --enable-priority-and-fairness; the two limits' sum is what there is to share
    max_requests_inflight: int = 400
    max_mutating_requests_inflight: int = 200
    runtime_config: Mapping[str, str] = field(default_factory=dict)  # --runtime-config: key to true or false
    authorization_modes: Sequence[str] = ('Node', 'RBAC')  # --authorization-mode
    authorization_policy_file: Path | None = None  # --authorization-policy-file, for ABAC
    authorization_webhook: Path | None = None  # --authorization-webhook-config-file, a kubeconfig
    authorization_config: Path | None = None  # --authorization-config; instead of the others
    admission: AdmissionConfig = field(default_factory=AdmissionConfig)
    encryption_provider_config: Path | None = None  # --encryption-provider-config
    encryption_reload: bool = False  # --encryption-provider-config-automatic-reload
    audit: AuditConfig | None = None  # --audit-policy-file and its sisters
    limits: Limits = field(default_factory=Limits)

    @property
    def api_audiences(self) -> tuple[str, ...]:
        return tuple(self.audiences) or (self.issuer,)

    @property
    def address(self) -> str:
        """Where others reach this server: what the `kubernetes` Service leads to."""
        return self.advertise_address or self.host

    @property
    def service_ip(self) -> str:
        """The `kubernetes` Service's cluster IP: the first of the range."""
        return str(ipaddress.ip_network(self.service_cidr)[1])
