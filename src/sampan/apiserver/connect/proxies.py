"""The proxy subresources of nodes, pods and services.

Requests pass on to the kubelet, the pod or one of the Service's ready endpoints, upgrades included. Names
may carry a scheme and a port: `https:web:8443`. (upstream: pkg/registry/core/{node,pod,service}/rest)
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.apiserver.connect.backend import HttpBackend
from sampan.apiserver.connect.https import bracketed

if TYPE_CHECKING:
    from sampan.apiserver.authn.service_accounts import Lookup
    from sampan.apiserver.connect.nodes import Backend, NodeConnector
    from sampan.apiserver.connect.session import Session
    from sampan.apiserver.request import Answer, Handler, Request
    from sampan.machinery.world import World


class Proxies:
    """The handlers of `*/proxy`."""

    def __init__(self, *, lookup: Lookup, nodes: NodeConnector, session: Session, world: World) -> None:
        self._lookup = lookup
        self._nodes = nodes
        self._session = session
        self._world = world

    def handlers(self) -> Mapping[tuple[str, str, str], Handler]:
        return {
            ('', 'nodes', 'proxy'): self.node,
            ('', 'pods', 'proxy'): self.pod,
            ('', 'services', 'proxy'): self.service,
        }

    async def node(self, request: Request) -> Answer:
        backend = await self._nodes.connect(named(request))
        return await pass_on(request, backend)

    async def pod(self, request: Request) -> Answer:
        scheme, name, port = split(named(request), 'pod')
        pod: core.Pod = await self._lookup(core.Pod, name, namespace(request))
        if not pod.status.pod_ip:
            raise errors.bad_request('address not allowed')
        number = port or first_port(pod)
        return await pass_on(request, self._backend(scheme, pod.status.pod_ip, number))

    async def service(self, request: Request) -> Answer:
        scheme, name, port = split(named(request), 'service')
        service: core.Service = await self._lookup(core.Service, name, namespace(request))
        wanted = port_name(service, port)
        endpoints: core.Endpoints = await self._lookup(core.Endpoints, name, namespace(request))
        found = [
            (address.ip, endpoint.port)
            for subset in endpoints.subsets
            for endpoint in subset.ports
            if endpoint.name == wanted
            for address in subset.addresses
        ]
        if not found:
            raise errors.service_unavailable(f'no endpoints available for service "{named(request)}"')
        ip, number = found[int(self._world.jitter(len(found)))]
        return await pass_on(request, self._backend(scheme, ip, str(number)))

    def _backend(self, scheme: str, host: str, port: str) -> Backend:
        tls = unverified() if scheme == 'https' else None
        return HttpBackend(self._session.get(), f'{scheme or "http"}://{bracketed(host)}:{port}', tls)


def unverified() -> ssl.SSLContext:
    """Pods' certificates are their own business: upstream does not check them either."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def named(request: Request) -> str:
    return request.info.name if request.info else ''


def namespace(request: Request) -> str:
    return request.info.namespace if request.info else ''


def split(name: str, kind: str) -> tuple[str, str, str]:
    """(scheme, name, port) of `name`, `name:port` or `scheme:name:port`. Raises 400."""
    parts = name.split(':')
    match parts:
        case [only]:
            found = '', only, ''
        case [target, port]:
            found = '', target, port
        case [scheme, target, port] if scheme in ('http', 'https', ''):
            found = scheme, target, port
        case _:
            raise errors.bad_request(f'invalid {kind} request "{name}"')
    return found


def first_port(pod: core.Pod) -> str:
    """The first port a container declares; 80 as HTTP has it when there is none."""
    ports = [port.container_port for container in pod.spec.containers for port in container.ports]
    return str(ports[0]) if ports else '80'


def port_name(service: core.Service, port: str) -> str:
    """The name of the Service's port meant: by name, by number, or the only one. Raises 503 as upstream does."""
    ports = service.spec.ports
    if not port and len(ports) == 1:
        return ports[0].name
    for candidate in ports:
        if port in (candidate.name, str(candidate.port)):
            return candidate.name
    raise errors.service_unavailable(f'no service port "{port}" found for service "{service.metadata.name}"')


async def pass_on(request: Request, backend: Backend) -> Answer:
    """Everything behind `proxy` in the path, and the query, as they are."""
    parts = request.info.parts[3:] if request.info else ()
    path = '/' + '/'.join(quote(part) for part in parts)
    if request.path.endswith('/') and path != '/':
        path += '/'
    query = urlencode([(name, value) for name, values in request.query.items() for value in values])
    return await backend.request(request, f'{path}?{query}' if query else path)
