"""What is served: /api, /apis and below, in both forms clients ask for.

The aggregated form (one document for each of /api and /apis, chosen by the Accept header, with an
ETag) is what kubectl and client-go use; the plain form is a document per group and version. All of it
follows from the resource table. Upstream: endpoints/discovery and endpoints/discovery/aggregated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sampan.api import codec
from sampan.api.generated import apidiscovery_v2 as v2
from sampan.api.generated import meta_v1
from sampan.api.resources import Group
from sampan.apiserver.aggregation import registration
from sampan.apiserver.http.status import not_found_page
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, parse_accept
from sampan.apiserver.request import Response
from sampan.apiserver.virtual import write

if TYPE_CHECKING:
    from sampan.api.resources import Resource, Subresource
    from sampan.apiserver.aggregation.remotes import Remotes
    from sampan.apiserver.request import Answer, Handler, Request
    from sampan.apiserver.served import ServedResources

AGGREGATED = {'g': 'apidiscovery.k8s.io', 'v': 'v2', 'as': 'APIGroupDiscoveryList'}
AGGREGATED_PARAMETERS = ';'.join(f'{name}={value}' for name, value in AGGREGATED.items())


class Discovery:
    """Documents are made when first asked for and kept; `address` is this server's, as `ip:port`."""

    def __init__(self, *, served: ServedResources, address: Callable[[], str], remotes: Remotes | None = None) -> None:
        self._served = served
        self._address = address
        self._remotes = remotes
        served.on_change(self._forget)
        if remotes is not None:
            remotes.on_change(self._forget)

    @property
    def _groups(self) -> Sequence[Group]:
        """What is served here and by aggregated servers, by priority."""
        own = self._served.groups()
        return own if self._remotes is None or not self._remotes.by_version else self._with_remotes(own)

    def _with_remotes(self, own: Sequence[Group]) -> Sequence[Group]:
        groups = {group.name: group for group in own}
        for remote in self._remotes.ordered() if self._remotes is not None else ():
            spec = remote.spec
            known = groups.get(spec.group)
            priority = max(spec.group_priority_minimum, known.priority if known else 0)
            versions = [each for each in (known.versions if known else ()) if each != spec.version]
            place = sum(1 for each in versions if self._priority(spec.group, each) >= spec.version_priority)
            versions.insert(place, spec.version)
            groups[spec.group] = Group(spec.group, tuple(versions), priority)
        return sorted(groups.values(), key=lambda group: -group.priority)

    def _priority(self, group: str, version: str) -> int:
        """Of a version within its group."""
        remote = None if self._remotes is None else self._remotes.by_version.get((group, version))
        return registration.priorities(group, version)[1] if remote is None else remote.spec.version_priority

    def routes(self) -> dict[str, Handler]:
        """Exact paths and their handlers."""
        routes: dict[str, Handler] = {
            '/api': either(lambda: self._core_document, lambda: self.versions()),
            '/apis': either(lambda: self._groups_document, lambda: self.group_list()),
        }
        for group in self._groups:
            root = f'/apis/{group.name}' if group.name else '/api'
            if group.name:
                routes[root] = self.later
            for version in group.versions:
                routes[f'{root}/{version}'] = plain(
                    lambda group=group, version=version: self.resource_list(group.name, version)  # type: ignore[misc]
                )
        return routes

    def prefixes(self) -> dict[str, Handler]:
        """Groups that came after the server started."""
        return {'/apis/': self.later}

    async def later(self, request: Request) -> Answer:
        """`/apis/GROUP` and `/apis/GROUP/VERSION` of a group that is served now."""
        name, _, version = request.path.removeprefix('/apis/').strip('/').partition('/')
        group = next((each for each in self._groups if each.name == name and name), None)
        if group is None or (version and version not in group.versions):
            return not_found_page()
        found = group
        if not version:
            return await plain(lambda: api_group(found))(request)
        return await plain(lambda: self.resource_list(name, version))(request)

    def _forget(self) -> None:
        for name in ('_core_document', '_groups_document'):
            self.__dict__.pop(name, None)

    @cached_property
    def _core_document(self) -> Document:
        return Document(self.aggregated([group for group in self._groups if not group.name]))

    @cached_property
    def _groups_document(self) -> Document:
        return Document(self.aggregated([group for group in self._groups if group.name]))

    def aggregated(self, groups: Sequence[Group]) -> v2.APIGroupDiscoveryList:
        return v2.APIGroupDiscoveryList(
            items=[
                v2.APIGroupDiscovery(
                    kind='',
                    api_version='',
                    metadata=meta_v1.ObjectMeta(name=group.name),
                    versions=[self._version(group.name, version) for version in group.versions],
                )
                for group in groups
            ]
        )

    def _version(self, group: str, version: str) -> v2.APIVersionDiscovery:
        remote = None if self._remotes is None else self._remotes.by_version.get((group, version))
        if remote is not None:
            return remote.discovery
        resources = [described(r) for r in self._of(group, version)]
        return v2.APIVersionDiscovery(version=version, resources=resources, freshness='Current')

    def versions(self) -> meta_v1.APIVersions:
        versions = [version for group in self._groups if not group.name for version in group.versions]
        address = meta_v1.ServerAddressByClientCIDR(client_cidr='0.0.0.0/0', server_address=self._address())
        return meta_v1.APIVersions(versions=versions, server_address_by_client_cidrs=[address])

    def group_list(self) -> meta_v1.APIGroupList:
        groups = [api_group(group) for group in self._groups if group.name]
        for group in groups:
            group.kind = group.api_version = ''
        return meta_v1.APIGroupList(groups=groups)

    def resource_list(self, group: str, version: str) -> meta_v1.APIResourceList:
        listed: list[meta_v1.APIResource] = []
        for resource in self._of(group, version):
            listed.append(api_resource(resource))
            listed += [api_subresource(resource, resource.subresources[name]) for name in sorted(resource.subresources)]
        return meta_v1.APIResourceList(
            api_version='v1' if group else '',  # upstream's core group leaves it out
            group_version=f'{group}/{version}' if group else version,
            resources=listed,
        )

    def _of(self, group: str, version: str) -> list[Resource]:
        found = [r for r in self._served.resources() if (r.group, r.version) == (group, version)]
        return sorted(found, key=lambda resource: resource.plural)


class Document:
    """An aggregated document and its ETag, which is that of the JSON whatever is sent."""

    def __init__(self, listing: v2.APIGroupDiscoveryList) -> None:
        self.listing = listing
        self.json = without_empty_kinds(codec.encode(listing))
        self.etag = f'"{hashlib.sha512(self.json).hexdigest().upper()}"'

    def answer(self, request: Request, media_type: str) -> Response:
        headers = {'ETag': self.etag, 'Vary': 'Accept', 'Cache-Control': 'public'}
        if request.headers.get('if-none-match') == self.etag:
            return Response(status=304, content_type='', headers=headers)
        return Response(
            body=self._encoded(media_type),
            content_type=f'{media_type};{AGGREGATED_PARAMETERS}',
            headers=headers,
            object=self.listing,
        )

    def _encoded(self, media_type: str) -> bytes:
        if media_type != PROTOBUF:
            return self.json
        from sampan.api import protobuf

        return protobuf.encode(self.listing)


def either(document: Callable[[], Document], make: Callable[[], Any]) -> Handler:
    """The aggregated document for who asks for it, otherwise what `make` makes."""

    async def handle(request: Request) -> Answer:
        media_type = aggregated_media_type(request)
        return document().answer(request, media_type) if media_type else render(request, make())

    return handle


def plain(make: Callable[[], Any]) -> Handler:
    async def handle(request: Request) -> Answer:
        return render(request, make())

    return handle


def render(request: Request, obj: Any) -> Response:
    answer = write(request, obj)
    if answer.content_type == JSON and isinstance(answer.body, bytes):
        answer.body = without_empty_kinds(answer.body)
    return answer


def without_empty_kinds(document: bytes) -> bytes:
    """Items of lists have no kind of their own; the generated types always write one."""
    return document.replace(b'"kind":"",', b'').replace(b'"apiVersion":"",', b'')


def aggregated_media_type(request: Request) -> str:
    """The media type of the best alternative, if that is the aggregated form; else empty."""
    for clause in parse_accept(request.headers.get('accept', '')):
        media_type = f'{clause.type}/{clause.subtype}'
        if media_type not in (JSON, PROTOBUF, '*/*', 'application/*'):
            continue
        wanted = {name: clause.parameters[name] for name in AGGREGATED if name in clause.parameters}
        if wanted == AGGREGATED:
            return PROTOBUF if media_type == PROTOBUF else JSON
        if not wanted:
            return ''
    return ''


def api_group(group: Group) -> meta_v1.APIGroup:
    versions = [
        meta_v1.GroupVersionForDiscovery(group_version=f'{group.name}/{version}', version=version)
        for version in group.versions
    ]
    return meta_v1.APIGroup(name=group.name, versions=versions, preferred_version=versions[0])


def api_resource(resource: Resource) -> meta_v1.APIResource:
    return meta_v1.APIResource(
        name=resource.plural,
        singular_name=resource.singular,
        namespaced=resource.namespaced,
        kind=resource.kind,
        verbs=list(resource.verbs),
        short_names=list(resource.short_names),
        categories=list(resource.categories),
        storage_version_hash=resource.storage_version_hash,
    )


def api_subresource(resource: Resource, sub: Subresource) -> meta_v1.APIResource:
    return meta_v1.APIResource(
        name=f'{resource.plural}/{sub.name}',
        namespaced=resource.namespaced,
        group=sub.group,
        version=sub.version,
        kind=sub.kind,
        verbs=list(sub.verbs),
    )


def described(resource: Resource) -> v2.APIResourceDiscovery:
    return v2.APIResourceDiscovery(
        resource=resource.plural,
        response_kind=meta_v1.GroupVersionKind(group=resource.group, version=resource.version, kind=resource.kind),
        scope='Namespaced' if resource.namespaced else 'Cluster',
        singular_resource=resource.singular,
        verbs=list(resource.verbs),
        short_names=list(resource.short_names),
        categories=list(resource.categories),
        subresources=[described_sub(resource, resource.subresources[name]) for name in sorted(resource.subresources)],
    )


def described_sub(resource: Resource, sub: Subresource) -> v2.APISubresourceDiscovery:
    kind = meta_v1.GroupVersionKind(
        group=sub.group or resource.group, version=sub.version or resource.version, kind=sub.kind
    )
    return v2.APISubresourceDiscovery(subresource=sub.name, response_kind=kind, verbs=list(sub.verbs))
