"""v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import list_ as _list


class PartialObjectMetadataList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PartialObjectMetadataList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'meta.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[meta_v1.PartialObjectMetadata] = _f(default_factory=_list)
