"""Defaults of EndpointSlices. Upstream: pkg/apis/discovery/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import discovery_v1 as discovery


def endpoint_slice(obj: discovery.EndpointSlice) -> None:
    """Ports have a name (the empty one) and speak TCP."""
    for port in obj.ports:
        if port.name is None:
            port.name = ''
        if port.protocol is None:
            port.protocol = 'TCP'
