"""Custom resource definitions. Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation."""

from __future__ import annotations

from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.validation.common import Errors
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import names

Definition = apiextensions.CustomResourceDefinition


def custom_resource_definition(crd: Definition) -> Errors:
    """A new definition."""
    yield from object_meta(crd.metadata, False, names.name_is_dns_subdomain, strict=False)


def custom_resource_definition_update(new: Definition, old: Definition) -> Errors:
    """A changed definition."""
    yield from object_meta_update(new.metadata, old.metadata, strict=False)


def custom_resource_definition_status_update(new: Definition, old: Definition) -> Errors:
    """Another status."""
    yield from object_meta_update(new.metadata, old.metadata, strict=False)
