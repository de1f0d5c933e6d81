"""Defaults of custom resource definitions. Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import apiextensions_v1 as apiextensions


def custom_resource_definition(crd: apiextensions.CustomResourceDefinition) -> None:
    """Names follow from the kind; without a conversion there is none."""
    _names(crd.spec.names)
    if not crd.status.stored_versions:
        crd.status.stored_versions = [each.name for each in crd.spec.versions if each.storage][:1]
    if crd.spec.conversion is None:
        crd.spec.conversion = apiextensions.CustomResourceConversion(strategy='None')
    conversion = crd.spec.conversion
    config = conversion.webhook.client_config if conversion.webhook is not None else None
    if config is not None and config.service is not None and config.service.port is None:
        config.service.port = 443


def _names(names: apiextensions.CustomResourceDefinitionNames) -> None:
    names.singular = names.singular or names.kind.lower()
    if not names.list_kind and names.kind:
        names.list_kind = f'{names.kind}List'
