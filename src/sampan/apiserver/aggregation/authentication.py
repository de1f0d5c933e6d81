"""`kube-system/extension-apiserver-authentication`: how aggregated servers know whom to believe.

Upstream: pkg/controlplane/controller/clusterauthenticationtrust.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sampan.apiserver.config import ApiServerConfig

NAMESPACE, NAME = 'kube-system', 'extension-apiserver-authentication'


def config_map(config: ApiServerConfig) -> core.ConfigMap | None:
    """The map for a server of this configuration; None if it believes no certificates. Raises OSError."""
    data: dict[str, str] = {}
    if config.tls is not None and config.tls.client_ca is not None:
        data['client-ca-file'] = config.tls.client_ca.read_text()
    proxy = config.request_header
    if proxy is not None:
        data['requestheader-client-ca-file'] = proxy.client_ca.read_text()
        data['requestheader-allowed-names'] = _listed(proxy.allowed_names)
        data['requestheader-extra-headers-prefix'] = _listed(proxy.extra_prefixes)
        data['requestheader-group-headers'] = _listed(proxy.group_headers)
        data['requestheader-uid-headers'] = _listed(proxy.uid_headers)
        data['requestheader-username-headers'] = _listed(proxy.username_headers)
    if not data:
        return None
    return core.ConfigMap(metadata=meta_v1.ObjectMeta(name=NAME, namespace=NAMESPACE), data=data)


def _listed(values: Sequence[str]) -> str:
    return json.dumps(list(values), separators=(',', ':'))
