"""Indexes over informers that proxy and DNS share."""

from __future__ import annotations

from collections.abc import Iterable

from sampan.api.generated import discovery_v1 as discovery

BY_SERVICE = 'service'
SERVICE_NAME_LABEL = 'kubernetes.io/service-name'


def by_service(each: discovery.EndpointSlice) -> Iterable[str]:
    """Index EndpointSlices by the Service they belong to, as `namespace/name`."""
    name = each.metadata.labels.get(SERVICE_NAME_LABEL)
    return (f'{each.metadata.namespace}/{name}',) if name else ()
