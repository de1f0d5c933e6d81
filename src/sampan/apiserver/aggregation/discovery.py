"""What an aggregated server says it serves (upstream: handler_discovery.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import codec
from sampan.api.generated import apidiscovery_v2 as v2
from sampan.api.generated import meta_v1
from sampan.apiserver.aggregation.asking import NoAnswer, ask

if TYPE_CHECKING:
    from sampan.api.generated import apiregistration_v1 as apiregistration
    from sampan.apiserver.aggregation.transport import Transport

FORM = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
ACCEPT = f'{FORM},application/json'

CURRENT, STALE = 'Current', 'Stale'


async def fetch(spec: apiregistration.APIServiceSpec, transport: Transport) -> v2.APIVersionDiscovery:
    """The resources of the APIService's group version, current. Raises NoAnswer."""
    told = await ask(transport, spec, '/apis', accept=ACCEPT)
    try:
        if told.status == 200 and aggregated(told.content_type):
            listing = codec.decode(v2.APIGroupDiscoveryList, told.body)
            return _chosen(listing, spec.group, spec.version)
        if told.status == 503:
            raise NoAnswer('service unavailable')
        path = f'/apis/{spec.group}/{spec.version}'
        told = await ask(transport, spec, path, accept='application/json')
        if told.status != 200:
            raise NoAnswer(f'failed to download legacy discovery for {path}: {told.status}')
        resources = codec.decode(meta_v1.APIResourceList, told.body).resources
    except ValueError as error:
        raise NoAnswer(str(error)) from error
    return v2.APIVersionDiscovery(version=spec.version, resources=converted(resources, spec), freshness=CURRENT)


def aggregated(content_type: str) -> bool:
    """Whether this is the document of everything."""
    parts = {part.strip() for part in content_type.split(';')}
    return {'g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList'} <= parts


def empty(version: str) -> v2.APIVersionDiscovery:
    """A server of which nothing has been heard yet."""
    return v2.APIVersionDiscovery(version=version, freshness=STALE)


def _chosen(listing: v2.APIGroupDiscoveryList, group: str, version: str) -> v2.APIVersionDiscovery:
    for each in listing.items:
        for found in each.versions:
            if each.metadata.name == group and found.version == version:
                found.freshness = CURRENT
                for resource in found.resources:
                    resource.response_kind = resource.response_kind or meta_v1.GroupVersionKind()
                return found
    return v2.APIVersionDiscovery(version=version, freshness=CURRENT)


def converted(
    resources: list[meta_v1.APIResource], spec: apiregistration.APIServiceSpec
) -> list[v2.APIResourceDiscovery]:
    """The plain form as the aggregated one: subresources inside their resources."""
    found: dict[str, v2.APIResourceDiscovery] = {}
    for resource in resources:
        if '/' not in resource.name:
            found[resource.name] = v2.APIResourceDiscovery(
                resource=resource.name,
                response_kind=_kind(resource, spec),
                scope='Namespaced' if resource.namespaced else 'Cluster',
                singular_resource=resource.singular_name,
                verbs=resource.verbs,
                short_names=resource.short_names,
                categories=resource.categories,
            )
    for resource in resources:
        owner, slash, name = resource.name.partition('/')
        if slash and owner in found:
            sub = v2.APISubresourceDiscovery(
                subresource=name, response_kind=_kind(resource, spec), verbs=resource.verbs
            )
            found[owner].subresources = [*found[owner].subresources, sub]
    return list(found.values())


def _kind(resource: meta_v1.APIResource, spec: apiregistration.APIServiceSpec) -> meta_v1.GroupVersionKind:
    return meta_v1.GroupVersionKind(
        group=resource.group or spec.group, version=resource.version or spec.version, kind=resource.kind
    )
