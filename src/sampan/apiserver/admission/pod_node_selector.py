"""PodNodeSelector: pods of a namespace go where the namespace says. Off by default.

Upstream: plugin/pkg/admission/podnodeselector.
"""

from __future__ import annotations

from collections.abc import Mapping

from sampan.api import errors
from sampan.api.generated import core_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.configuration import BadConfiguration
from sampan.machinery import names

ANNOTATION = 'scheduler.alpha.kubernetes.io/node-selector'
DEFAULT = 'clusterDefaultNodeSelector'
_MEMBER = 'podNodeSelectorPluginConfig'


class PodNodeSelector(Plugin):
    name = 'PodNodeSelector'

    def __init__(self, parts: Parts) -> None:
        self._lookup = parts.lookup
        self._selectors = _configured(parts.configuration.get(self.name))

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is Operation.CREATE and (resource.group, resource.plural, subresource) == ('', 'pods', '')

    async def admit(self, attributes: Attributes) -> None:
        of_namespace = await self._of_namespace(attributes)
        spec = attributes.object.spec
        _refuse_conflict(attributes, of_namespace, spec.node_selector)
        spec.node_selector = {**of_namespace, **spec.node_selector}

    async def validate(self, attributes: Attributes) -> None:
        of_namespace = await self._of_namespace(attributes)
        wanted: dict[str, str] = attributes.object.spec.node_selector
        _refuse_conflict(attributes, of_namespace, wanted)
        allowed = labels_of(self._selectors.get(attributes.namespace, ''))
        if allowed and any(allowed.get(key) != value for key, value in wanted.items()):
            raise attributes.forbidden('pod node label selector labels conflict with its namespace whitelist')

    async def _of_namespace(self, attributes: Attributes) -> dict[str, str]:
        """What the annotation says; without one what all namespaces get."""
        namespace = await self._lookup.get(core_v1.Namespace, attributes.namespace)
        if namespace is None:
            raise errors.not_found('', 'namespaces', attributes.namespace)
        text = namespace.metadata.annotations.get(ANNOTATION)
        try:
            return labels_of(self._selectors.get(DEFAULT, '') if text is None else text)
        except ValueError as error:
            raise errors.internal_error(str(error)) from None


def labels_of(text: str) -> dict[str, str]:
    """`a=b,c=d` as labels. Raises ValueError."""
    found: dict[str, str] = {}
    for part in text.split(',') if text else ():
        key, equals, value = (each.strip() for each in part.partition('='))
        if not equals or '=' in value:
            raise ValueError(f'invalid selector: {part}')
        if wrong := [*names.label_key(key), *names.label_value(value)]:
            raise ValueError(f'invalid selector: {part}: {wrong[0]}')
        found[key] = value
    return found


def _configured(told: object) -> dict[str, str]:
    """The default of the cluster and what namespaces may ask for. Raises BadConfiguration."""
    selectors = told.get(_MEMBER, {}) if isinstance(told, Mapping) else {}
    if not isinstance(selectors, Mapping) or not all(isinstance(each, str) for each in selectors.values()):
        raise BadConfiguration(f'{_MEMBER} maps names of namespaces to selectors')
    for text in selectors.values():
        try:
            labels_of(text)
        except ValueError as error:
            raise BadConfiguration(str(error)) from None
    return dict(selectors)


def _refuse_conflict(attributes: Attributes, one: Mapping[str, str], other: Mapping[str, str]) -> None:
    if any(key in other and other[key] != value for key, value in one.items()):
        raise attributes.forbidden('pod node label selector conflicts with its namespace node label selector')
