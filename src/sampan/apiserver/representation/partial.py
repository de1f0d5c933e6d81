"""PartialObjectMetadata: an object without its content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sampan.api import errors
from sampan.api.generated import meta_v1


def of(obj: Any, version: str = 'v1') -> meta_v1.PartialObjectMetadata:
    """The metadata of an object."""
    return meta_v1.PartialObjectMetadata(api_version=f'meta.k8s.io/{version}', metadata=obj.metadata)


def list_of(objects: Iterable[Any], metadata: meta_v1.ListMeta, version: str) -> meta_v1.PartialObjectMetadataList:
    """The metadata of a page. Its items name their kind, unlike other lists' items."""
    return meta_v1.PartialObjectMetadataList(
        api_version=f'meta.k8s.io/{version}', metadata=metadata, items=[of(obj, version) for obj in objects]
    )


def is_a_list(kind: str) -> errors.ApiError:
    """406: one object was asked for."""
    return errors.not_acceptable(
        f'you requested PartialObjectMetadata, but the requested object is a list (*v1.{kind}List)'
    )


def not_a_list(kind: str) -> errors.ApiError:
    """406: a list was asked for."""
    return errors.not_acceptable(
        f'you requested PartialObjectMetadataList, but the requested object is not a list (*v1.{kind})'
    )
