"""apidiscovery.k8s.io/v2: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import list_ as _list


class APIGroupDiscovery(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIGroupDiscovery')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apidiscovery.k8s.io/v2')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    versions: list[APIVersionDiscovery] = _f(default_factory=list)


class APIGroupDiscoveryList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIGroupDiscoveryList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apidiscovery.k8s.io/v2')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[APIGroupDiscovery] = _f(default_factory=_list)


class APIResourceDiscovery(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource: str = _f(default_factory=str)
    response_kind: meta_v1.GroupVersionKind | None = _f(name='responseKind', default=None)
    scope: str = _f(default_factory=str)
    singular_resource: str = _f(name='singularResource', default_factory=str)
    verbs: list[str] = _f(default_factory=_list)
    short_names: list[str] = _f(name='shortNames', default_factory=list)
    categories: list[str] = _f(default_factory=list)
    subresources: list[APISubresourceDiscovery] = _f(default_factory=list)


class APISubresourceDiscovery(Struct, kw_only=True, omit_defaults=True, gc=False):
    subresource: str = _f(default_factory=str)
    response_kind: meta_v1.GroupVersionKind | None = _f(name='responseKind', default=None)
    accepted_types: list[meta_v1.GroupVersionKind] = _f(name='acceptedTypes', default_factory=list)
    verbs: list[str] = _f(default_factory=_list)


class APIVersionDiscovery(Struct, kw_only=True, omit_defaults=True, gc=False):
    version: str = _f(default_factory=str)
    resources: list[APIResourceDiscovery] = _f(default_factory=list)
    freshness: str = ''
